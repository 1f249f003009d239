import { journalLines, type JournalEntry, type LogSettings } from '@sim/simulator'

/** One line of a function's log. */
export interface LogLine {
  /** Who wrote it: Lambda, the function with its runtime, an extension, or this simulator about itself. */
  readonly source: 'platform' | 'function' | 'extension' | 'simulator'
  /** Without its line feed. */
  readonly text: string
  /** Of the extension that wrote it. */
  readonly extension?: string | undefined
  /** Whether it tells of a failure. */
  readonly failed: boolean
}

/**
 * What an entry of the journal comes to in the function's log; for most entries nothing. `settings`: those of the simulator; without
 * them the log is in text.
 */
export function logLines(entry: JournalEntry, settings?: LogSettings): readonly LogLine[] {
  switch (entry.type) {
    case 'telemetry':
      return journalLines(entry, settings).map((text) => ({
        source: 'platform',
        text,
        failed: hasFailed(entry.event.record),
      }))
    case 'process.output':
      return journalLines(entry, settings).flatMap((text) => outputLines(entry, text))
    case 'failed':
      // A time-out has its lines from Lambda, and an end is no failure to whoever asked for it.
      return entry.errorType.startsWith('Sandbox.')
        ? []
        : note(`${entry.errorType}: ${entry.message}`)
    case 'freeze.failed':
      return note(`the freeze failed: ${entry.message}`)
    case 'unended':
      return note(`did not end: ${entry.message}`)
    case 'telemetry.dropped':
      return note(
        `${entry.events} telemetry events for ${entry.subscriber} dropped: ${entry.reason}`,
      )
    default:
      return []
  }
}

/**
 * A message of several lines has line feeds between them, or, on standard output, carriage returns: a terminal would overprint
 * them.
 */
function outputLines({ role, name }: JournalEntry<'process.output'>, text: string): LogLine[] {
  const extension = role === 'extension' ? name : undefined
  const source = role === 'extension' ? 'extension' : 'function'
  return text
    .replace(/\r$/, '')
    .split(/\r?\n|\r/)
    .map((line) => ({ source, text: line, extension, failed: false }))
}

function hasFailed(record: unknown): boolean {
  const { status } = record as { status?: string }
  return status !== undefined && status !== 'success'
}

function note(text: string): LogLine[] {
  return [{ source: 'simulator', text, failed: true }]
}
