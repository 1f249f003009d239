import type { ProcessEntry, SignalPort } from './signal-port.ts'

interface Known {
  readonly entry: ProcessEntry
  readonly index: number
}

/**
 * The children of a process that has many and changes little, such as `init`: what was read once is not read again.
 *
 * A kernel lists children in the order in which they came to their parent, and a new one comes last. So whoever still
 * stands before a process that was there before was there before, too: its pid was not used again.
 */
export class KnownChildren {
  readonly #port: SignalPort
  readonly #known = new Map<number, ReadonlyMap<number, Known>>()

  constructor(port: SignalPort) {
    this.#port = port
  }

  /**
   * `except`: whom to leave out. `read`: reads one of them. `isStale`: whether what was known of a child may have
   * changed since.
   */
  of(
    parent: number,
    except: ReadonlySet<number>,
    read: (pid: number) => ProcessEntry | undefined,
    isStale: (entry: ProcessEntry) => boolean,
  ): readonly ProcessEntry[] {
    const known = this.#known.get(parent)
    const entries: ProcessEntry[] = []
    let indexOfNext = -1
    // Those who were adopted hang under the leading thread.
    for (const pid of this.#port.children(parent, [parent]).toReversed()) {
      if (except.has(pid)) continue
      const before = known?.get(pid)
      const isSame = before !== undefined && before.index < indexOfNext
      const entry = isSame && !isStale(before.entry) ? before.entry : read(pid)
      if (entry === undefined) continue
      if (before?.entry.startTime === entry.startTime) indexOfNext = before.index
      entries.push(entry)
    }
    entries.reverse()
    this.#known.set(parent, new Map(entries.map((entry, index) => [entry.pid, { entry, index }])))
    return entries
  }
}
