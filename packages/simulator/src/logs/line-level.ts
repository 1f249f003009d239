import { levelNamed, type ApplicationLogLevel } from './log-level.ts'

/** What managed runtimes and common loggers call the time of a line. Chosen: the documentation names none of them. */
const timeNames: ReadonlySet<string> = new Set(['timestamp', 'time', 'ts', '@timestamp'])

/** RFC 3339: a date, a time to the second or finer, and an offset. */
const timeForm = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/

/**
 * The level of a printed line: the value of its member `level`, if it is a JSON object with one, and with a time in the form of
 * RFC 3339. Anything else is INFO. Documented: "Log-level filtering".
 */
export function lineLevel(text: string): ApplicationLogLevel {
  const line = objectOf(text)
  const level = levelNamed(line?.['level'])
  return level !== undefined && hasTime(line as object) ? level : 'INFO'
}

function hasTime(line: object): boolean {
  return Object.entries(line).some(
    ([name, value]) =>
      timeNames.has(name.toLowerCase()) &&
      typeof value === 'string' &&
      timeForm.test(value) &&
      !Number.isNaN(Date.parse(value)),
  )
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.trimStart().startsWith('{')) return undefined
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    // People print what they like.
    return undefined
  }
}
