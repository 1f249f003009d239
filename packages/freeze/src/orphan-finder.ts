import { hostsOf, lineage } from './lineage.ts'
import { isGone, type ProcessEntry, type SignalPort } from './signal-port.ts'

/** A process that lost its parent, but not its group or session. */
export interface Orphan {
  readonly entry: ProcessEntry
  /** The member that leads its session or group. */
  readonly leader: number
}

type Table = ReadonlyMap<number, ProcessEntry>

/**
 * Finds those who belong to process trees though their parent ended.
 *
 * The kernel hangs them under an ancestor of their tree; they stay in the group and the session of its members.
 * While a leader exists, its number is given to no other group or session, so none but its own are found.
 *
 * It remembers who was a stranger: looking at every child of `init` at each freeze would cost more than freezing.
 */
export class OrphanFinder {
  readonly #port: SignalPort
  #hosts: ReadonlySet<number> | undefined
  /** For each ancestor its children that were strangers, in the kernel's order, and their sessions. */
  readonly #strangers = new Map<number, Map<number, number>>()

  constructor(port: SignalPort) {
    this.#port = port
  }

  /** Whether this is the process that freezes, or an ancestor of it. */
  isHost(pid: number): boolean {
    return this.#knownHosts().has(pid) && hostsOf(this.#port).has(pid)
  }

  /** `members`: the trees, as last seen. `fresh`: those that were read in this turn. */
  find(members: Table, fresh: Table = new Map()): readonly Orphan[] {
    const read = readingOnce(this.#port, fresh)
    const isMember = (entry: ProcessEntry | undefined) =>
      entry !== undefined && members.get(entry.pid)?.startTime === entry.startTime
    const leaders = [...members.values()].filter((it) => isLeader(it) && isMember(read(it.pid)))
    if (leaders.length === 0) return []
    const leading = new Set(leaders.map(({ pid }) => pid))
    const sessions = new Set(leaders.map(({ session }) => session))
    return this.#ancestorsOf(members, read).flatMap((ancestor) => {
      const strangers = new Map<number, number>()
      const orphans: Orphan[] = []
      for (const { pid, session } of this.#childrenOf(ancestor, sessions)) {
        const entry = session === undefined ? read(pid) : undefined
        const leader = [entry?.session, entry?.pgrp].find((it) => it !== undefined && leading.has(it))
        if (session !== undefined) strangers.set(pid, session)
        else if (isGone(entry) || isMember(entry)) continue
        else if (leader === undefined) strangers.set(pid, entry.session)
        else orphans.push({ entry, leader })
      }
      this.#strangers.set(ancestor, strangers)
      return orphans
    })
  }

}
