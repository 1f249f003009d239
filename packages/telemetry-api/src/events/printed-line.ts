import type { LogLine } from '../records/log-line.ts'

/** How a function writes its log: as lines of text, or as one JSON object for each line. */
export type LogFormat = 'Text' | 'JSON'

/** A line as it was printed, and what it is as a record. */
export interface PrintedLine {
  /** All of it, its end included. */
  readonly text: string
  readonly record: LogLine
  /** The record's JSON as it was printed, where the record is an object. */
  readonly json?: string | undefined
}

/**
 * Reads a line.
 *
 * With the JSON log format a line that is one JSON object is that object (documented). Anything else
 * stays text: other lines (chosen), and JSON that is no object. The JSON goes on as it was printed,
 * since its numbers, repeated names and their order would not survive being read and written; only
 * the line breaks of one that was laid out over several lines go, which can only be between its parts.
 */
export function printedLine(text: string, format: LogFormat): PrintedLine {
  const json = format === 'JSON' ? objectIn(text) : undefined
  if (json === undefined) return { text, record: text }
  try {
    const record = JSON.parse(json) as Record<string, unknown>
    return { text, record, json: json.replaceAll(/[\r\n]+/g, ' ') }
  } catch {
    // No failure: people print what they like.
    return { text, record: text }
  }
}

/** What of the text may be an object: between the first brace and the last, with nothing but JSON's white space around it. */
function objectIn(text: string): string | undefined {
  let start = 0
  while (isSpace(text.charCodeAt(start))) start += 1
  if (text[start] !== '{') return undefined
  let end = text.length
  while (isSpace(text.charCodeAt(end - 1))) end -= 1
  return text[end - 1] === '}' ? text.slice(start, end) : undefined
}

const isSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
