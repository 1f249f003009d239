import { TelemetryCategory } from './category.ts'
import type { RenderedEvent } from './rendered-event.ts'
import { LogsSchemaVersion, SchemaVersion, type AnySchemaVersion } from './schema-version.ts'

/** How many events of one category are kept for those who subscribe later. Chosen. */
export const replayLimit = 10_000

/** How many bytes of events of one category are kept for those who subscribe later. Chosen. */
export const replayLimitBytes = 1_048_576

const versions: readonly AnySchemaVersion[] = [
  ...SchemaVersion.options,
  ...LogsSchemaVersion.options,
]

/** What subscribers of one version were not kept. */
interface Lost {
  records: number
  bytes: number
}

interface Share {
  kept: number
  keptBytes: number
  readonly lost: ReadonlyMap<AnySchemaVersion, Lost>
}

/**
 * What happened so far, for those who subscribe later.
 *
 * Each category has its own bound, so that chatter cannot push the platform's events out. What
 * comes when its share is full is not kept, only counted: the oldest events explain the most. The
 * bounds count what is kept; the loss is counted as each schema version would have seen it.
 */
export class ReplayBuffer {
  readonly #events: RenderedEvent[] = []
  readonly #shares = new Map<TelemetryCategory, Share>(
    TelemetryCategory.options.map((category) => [
      category,
      {
        kept: 0,
        keptBytes: 0,
        lost: new Map(versions.map((version) => [version, { records: 0, bytes: 0 }])),
      },
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
      for (const [version, lost] of share.lost) {
        for (const text of event.textsFor(version)) {
          lost.records += 1
          lost.bytes += text.bytes
        }
      }
    }
  }

  /** What was not kept of these categories, as subscribers with this schema version would have seen it. */
  lostOf(
    categories: ReadonlySet<TelemetryCategory>,
    version: AnySchemaVersion,
  ): { readonly records: number; readonly bytes: number } {
    const lost = { records: 0, bytes: 0 }
    for (const category of categories) {
      const { lost: ofShare } = this.#shares.get(category) as Share
      const { records, bytes } = ofShare.get(version) as Lost
      lost.records += records
      lost.bytes += bytes
    }
    return lost
  }
}
