/** The levels of a function's own log, the most detailed one first. Documented: "Log-level filtering". */
export const applicationLogLevels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const

/** A level of a function's own log. */
export type ApplicationLogLevel = (typeof applicationLogLevels)[number]

/** The levels of what Lambda itself writes to a function's log, the most detailed one first. Documented: "Log-level filtering". */
export const systemLogLevels = ['DEBUG', 'INFO', 'WARN'] as const

/** A level of what Lambda writes. */
export type SystemLogLevel = (typeof systemLogLevels)[number]

/** Whether a level is no more detailed than the lowest one that is wanted. */
export function isAtLeast(level: ApplicationLogLevel, lowest: ApplicationLogLevel): boolean {
  return applicationLogLevels.indexOf(level) >= applicationLogLevels.indexOf(lowest)
}

/** The level of this name, in whatever case it is written; `undefined` if there is none. */
export function levelNamed(name: unknown): ApplicationLogLevel | undefined {
  if (typeof name !== 'string') return undefined
  const upper = name.toUpperCase()
  return applicationLogLevels.find((level) => level === upper)
}
