import type { JournalEntry } from '@sim/simulator'
import type { Writable } from 'node:stream'
import { tell } from '../journal-reader.ts'
import type { RieLog } from '../rie-log.ts'

/**
 * Reads the journal of a managed instance while it is written: on stdout comes what the processes print, and what the platform
 * tells of it, each event a line of JSON.
 *
 * Documented: managed instances log in JSON only.
 */
export class ManagedJournalReader {
  readonly #stdout: Writable
  readonly #log: RieLog

  constructor(stdout: Writable, log: RieLog) {
    this.#stdout = stdout
    this.#log = log
  }

  /** Takes the next entry. */
  read(entry: JournalEntry): void {
    tell(this.#log, entry)
    if (entry.type === 'process.output') this.#stdout.write(`${entry.text}\n`)
    if (entry.type !== 'telemetry' || !entry.event.type.startsWith('platform.')) return
    this.#stdout.write(`${JSON.stringify(entry.event)}\n`)
  }
}
