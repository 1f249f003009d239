import type { Journal, JournalEntry, LogSettings } from '@sim/simulator'
import type { Writable } from 'node:stream'
import { styleText } from 'node:util'
import { logLines, type LogLine } from './log-lines.ts'

/** Prints the log of a function, what the journal already holds and what comes, until disposed of. */
export function followLog(
  { journal, settings }: { readonly journal: Journal; readonly settings: LogSettings },
  stream: Writable,
): Disposable {
  const print = (entry: JournalEntry) => {
    for (const line of logLines(entry, settings)) stream.write(`${printed(line, stream)}\n`)
  }
  for (const entry of journal.entries()) print(entry)
  return journal.subscribe((entry) => entry && print(entry))
}

/** A line as it stands in a terminal; colours only where the stream shows them. */
export function printed(line: LogLine, stream: Writable): string {
  const style = (format: Parameters<typeof styleText>[0], text: string) =>
    text === '' ? '' : styleText(format, text, { stream })
  switch (line.source) {
    case 'platform':
      return style(line.failed ? 'red' : 'dim', line.text)
    case 'function':
      return line.text
    case 'extension':
      return `${style('cyan', `[extension ${line.extension}]`)} ${line.text}`
    case 'simulator':
      return style('yellow', `[lambda-sim] ${line.text}`)
  }
}
