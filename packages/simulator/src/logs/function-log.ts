import type { Journal, JournalEntry } from '../journal/journal.ts'
import type { LogSettings } from './cloud-watch-lines.ts'
import { journalLines } from './journal-lines.ts'

/**
 * The function's log as CloudWatch would have it, read from the journal: as much of it as that still holds.
 *
 * A message of several lines that came by the log descriptor is one string with line feeds in it, as it is one log event there.
 */
export class FunctionLog {
  readonly #journal: Journal
  readonly #settings: LogSettings

  constructor(journal: Journal, settings: LogSettings) {
    this.#journal = journal
    this.#settings = settings
  }

  /** The log events, oldest first, without the line feeds at their ends. */
  lines(): string[] {
    return this.#journal.entries().flatMap((entry) => journalLines(entry, this.#settings))
  }

  /** The whole log, a line feed behind each log event. */
  text(): string {
    return written(this.lines())
  }

  /**
   * What belongs to one invocation: its START, what was printed while it ran, what the platform told in its time, its REPORT.
   * Of an id that was used again: the latest. On a managed instance lines of which it is not known whose they are belong to none.
   */
  ofInvocation(requestId: string): string[] {
    const lines: (readonly string[])[] = []
    let hasEnded = false
    let hasBegun = false
    for (const entry of this.#journal.entries().toReversed()) {
      if (isTurn(entry, requestId, hasBegun)) break
      const whose = ownerOf(entry)
      hasEnded ||= whose === requestId
      hasBegun ||= whose === requestId && isStart(entry)
      // What came after its last line, or its report, was not of its time.
      if (hasEnded && (whose === requestId || whose === null)) {
        lines.push(journalLines(entry, this.#settings))
      }
    }
    return lines.toReversed().flat()
  }
}

/** Log events as text, a line feed behind each. */
export const written = (lines: readonly string[]): string =>
  lines.map((line) => `${line}\n`).join('')

/** Nothing before it is of the invocation. One that was queued early waits, while others have their turns. */
function isTurn(entry: JournalEntry, requestId: string, hasBegun: boolean): boolean {
  if (entry.type === 'invocation.queued') return entry.requestId === requestId
  return hasBegun && entry.type === 'phase' && entry.to === 'invoke'
}

/** Which invocation's log it is in: `null` if it is about none, `undefined` if it is in none, or nobody knows. */
function ownerOf(entry: JournalEntry): string | null | undefined {
  if (entry.type === 'process.output') return entry.requestId
  if (entry.type !== 'telemetry') return undefined
  const { event } = entry
  if (event.type === 'function' || event.type === 'extension') return undefined
  return 'requestId' in event.record ? event.record.requestId : null
}

const isStart = (entry: JournalEntry): boolean =>
  entry.type === 'telemetry' && entry.event.type === 'platform.start'
