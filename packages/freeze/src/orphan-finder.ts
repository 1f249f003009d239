import { KnownChildren } from './known-children.ts'
import { hostsOf, lineage } from './lineage.ts'
import { isGone, type ProcessEntry, type SignalPort } from './signal-port.ts'

/** A process beside the trees that is in the group or session of one of their members. */
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
 */
export class OrphanFinder {
  readonly #port: SignalPort
  readonly #children: KnownChildren
  #hosts: ReadonlySet<number> | undefined

  constructor(port: SignalPort) {
    this.#port = port
    this.#children = new KnownChildren(port)
  }

  /** Whether this is the process that freezes, or an ancestor of it. */
  isHost(pid: number): boolean {
    return this.#hostsSoFar().has(pid) && hostsOf(this.#port).has(pid)
  }

  /**
   * `members`: the trees, as last seen; those among them that are orphans are found, too. `fresh`: what was read in
   * this turn.
   */
  find(members: Table, fresh: Table = new Map()): readonly Orphan[] {
    const read = readingOnce(this.#port, fresh)
    const isMember = ({ pid, startTime }: ProcessEntry) => members.get(pid)?.startTime === startTime
    const leaders = [...members.values()].filter(
      (entry) => isLeader(entry) && read(entry.pid)?.startTime === entry.startTime,
    )
    if (leaders.length === 0) return []
    const numbers = new Set(leaders.map(({ pid }) => pid))
    const sessions = new Set(leaders.map(({ session }) => session))
    // Nobody enters a session that it was not born in, but within its session it may change its group.
    const isStale = (entry: ProcessEntry) => sessions.has(entry.session) && !isMember(entry)
    const hosts = this.#hostsSoFar()
    return this.#ancestorsOf(members, hosts, read)
      .flatMap((ancestor) => this.#children.of(ancestor, hosts, read, isStale))
      .flatMap((entry) => {
        if (isGone(entry)) return []
        const leader = [entry.session, entry.pgrp].find((number) => numbers.has(number))
        return leader === undefined || leader === entry.pid ? [] : [{ entry, leader }]
      })
  }

  /**
   * May contain who ended since, but lacks nobody: a process that loses its parent is given to an ancestor that it
   * had before.
   */
  #hostsSoFar(): ReadonlySet<number> {
    return (this.#hosts ??= hostsOf(this.#port))
  }

  #ancestorsOf(
    members: Table,
    hosts: ReadonlySet<number>,
    read: SignalPort['read'],
  ): readonly number[] {
    const ancestors = new Set<number>()
    for (const { ppid } of members.values()) {
      if (members.has(ppid) || ancestors.has(ppid)) continue
      for (const pid of hosts.has(ppid) ? hosts : lineage(read, ppid)) ancestors.add(pid)
    }
    return [...ancestors]
  }
}

const isLeader = ({ pid, pgrp, session }: ProcessEntry): boolean => pgrp === pid || session === pid

/** Looks at each process at most once: good for as long as nothing but this turn runs. */
function readingOnce(port: SignalPort, fresh: Table): SignalPort['read'] {
  const seen = new Map<number, ProcessEntry | undefined>(fresh)
  return (pid) => {
    if (!seen.has(pid)) seen.set(pid, port.read(pid))
    return seen.get(pid)
  }
}
