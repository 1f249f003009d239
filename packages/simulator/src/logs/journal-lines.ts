import type { JournalEntry } from '../journal/journal.ts'
import {
  cloudWatchLines,
  defaultLogSettings,
  printedLines,
  type LogSettings,
} from './cloud-watch-lines.ts'

/**
 * What an entry of the journal comes to in the function's log in CloudWatch; for most entries nothing. Lines of extensions are in
 * it as those of the function are.
 */
export function journalLines(
  entry: JournalEntry,
  settings: LogSettings = defaultLogSettings,
): readonly string[] {
  switch (entry.type) {
    case 'process.output':
      return printedLines(entry.text, settings, entry.level)
    case 'telemetry': {
      const { type } = entry.event
      // What was printed has an entry of its own, with its exact text.
      return type === 'function' || type === 'extension'
        ? []
        : cloudWatchLines(entry.event, settings)
    }
    default:
      return []
  }
}
