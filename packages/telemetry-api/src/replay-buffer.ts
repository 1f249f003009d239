import { TelemetryCategory } from './category.ts'
import type { RenderedEvent } from './rendered-event.ts'

/** How many events of one category are kept for those who subscribe later. Chosen. */
export const replayLimit = 10_000

/** How many bytes of events of one category are kept for those who subscribe later. Chosen. */
export const replayLimitBytes = 1_048_576

interface Share {
  kept: number
  keptBytes: number
  lost: number
  lostBytes: number
}

/**
 * What happened so far, for those who subscribe later.
 *
 * Each category has its own bound, so that chatter cannot push the platform's events out. What
 * comes when its share is full is not kept, only counted: the oldest events explain the most.
 */
export class ReplayBuffer {
  readonly #events: RenderedEvent[] = []
  readonly #shares = new Map<TelemetryCategory, Share>(
    TelemetryCategory.options.map((category) => [
      category,
      { kept: 0, keptBytes: 0, lost: 0, lostBytes: 0 },
    ]),
  )

  /** What is kept, oldest first. */
  get events(): readonly RenderedEvent[] {
    return this.#events
  }

  add(event: RenderedEvent): void {
    const share = this.#shares.get(event.category) as Share
    const { bytes } = event.whole
    if (share.kept < replayLimit && share.keptBytes + bytes <= replayLimitBytes) {
      this.#events.push(event)
      share.kept += 1
      share.keptBytes += bytes
    } else {
      share.lost += 1
      share.lostBytes += bytes
    }
  }

  /** What was not kept of these categories. */
  lostOf(categories: ReadonlySet<TelemetryCategory>): { records: number; bytes: number } {
    let records = 0
    let bytes = 0
    for (const category of categories) {
      const share = this.#shares.get(category) as Share
      records += share.lost
      bytes += share.lostBytes
    }
    return { records, bytes }
  }
}
