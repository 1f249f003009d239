import type { TelemetryEvent, TelemetryRecords } from '@sim/telemetry-api'
import type { Journal } from '../journal/journal.ts'

/** A telemetry event of one type, with its record's type. */
export type TelemetryEventOf<T extends keyof TelemetryRecords> = TelemetryEvent & {
  readonly type: T
  readonly record: TelemetryRecords[T]
}

/** What the platform has told, read from the journal: no subscriber is needed. */
export class TelemetryView {
  readonly #journal: Journal

  constructor(journal: Journal) {
    this.#journal = journal
  }

  /** Every event that the journal still holds, oldest first. */
  events(): TelemetryEvent[] {
    return this.#journal.entries('telemetry').map(({ event }) => event)
  }

  /** Those of one type, typed by it. */
  filter<T extends keyof TelemetryRecords>(type: T): TelemetryEventOf<T>[] {
    return this.events().filter((event) => event.type === type) as TelemetryEventOf<T>[]
  }
}
