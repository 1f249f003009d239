import type { TelemetryEvent } from '@sim/telemetry-api'
import type { Matches } from './partial-equality.ts'
import type { Wanted } from './telemetry-expectation.ts'

/** Looks for events in an order, one event after the other; what comes between them does not matter. */
export class EventSearch {
  readonly #wanted: readonly Wanted[]
  readonly #matches: Matches
  readonly #found: TelemetryEvent[] = []

  constructor(wanted: readonly Wanted[], matches: Matches) {
    this.#wanted = wanted
    this.#matches = matches
  }

  /** Those that were found, in order. */
  get found(): readonly TelemetryEvent[] {
    return this.#found
  }

  /** The first that was not found; `undefined` when all were. */
  get missing(): Wanted | undefined {
    return this.#wanted[this.#found.length]
  }

  get isDone(): boolean {
    return this.missing === undefined
  }

  // The earliest event that fits is always the best choice: it leaves the most for those after it.
  see(event: TelemetryEvent): void {
    const { missing } = this
    if (missing === undefined || event.type !== missing.type) return
    if (this.#matches(event, missing)) this.#found.push(event)
  }

  seeAll(events: readonly TelemetryEvent[]): this {
    for (const event of events) this.see(event)
    return this
  }
}
