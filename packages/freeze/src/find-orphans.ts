import { lineage } from './lineage.ts'
import { isGone, type ProcessEntry, type SignalPort } from './signal-port.ts'

/** A process that lost its parent, but not its group or session. */
export interface Orphan {
  readonly entry: ProcessEntry
  /** The member that leads its session or group. */
  readonly leader: number
}

/**
 * Finds those who belong to process trees though their parent ended. `members`: the trees, as last seen.
 *
 * The kernel hangs them under an ancestor of their tree; they stay in the group and the session of its members.
 * While a leader exists, its number is given to no other group or session, so none but its own are found.
 */
export function findOrphans(
  port: SignalPort,
  members: ReadonlyMap<number, ProcessEntry>,
): readonly Orphan[] {
  const read = readingOnce(port)
  const isMember = (entry: ProcessEntry | undefined) =>
    entry !== undefined && members.get(entry.pid)?.startTime === entry.startTime
  const leaders = new Set(
    [...members.values()]
      .filter((entry) => isLeader(entry) && isMember(read(entry.pid)))
      .map(({ pid }) => pid),
  )
  if (leaders.size === 0) return []
  return ancestorsOf(read, members)
    .flatMap((ancestor) => port.children(ancestor))
    .flatMap((pid) => {
      const entry = read(pid)
      if (isGone(entry) || isMember(entry)) return []
      const leader = [entry.session, entry.pgrp].find((number) => leaders.has(number))
      return leader === undefined ? [] : [{ entry, leader }]
    })
}

const isLeader = ({ pid, pgrp, session }: ProcessEntry): boolean => pgrp === pid || session === pid

function ancestorsOf(
  read: SignalPort['read'],
  members: ReadonlyMap<number, ProcessEntry>,
): number[] {
  const parents = new Set([...members.values()].map(({ ppid }) => ppid))
  const outside = [...parents].filter((pid) => !members.has(pid))
  return [...new Set(outside.flatMap((pid) => [...lineage(read, pid)]))]
}

/** Looks at each process at most once: good for as long as nothing but this turn runs. */
function readingOnce(port: SignalPort): SignalPort['read'] {
  const seen = new Map<number, ProcessEntry | undefined>()
  return (pid) => {
    if (!seen.has(pid)) seen.set(pid, port.read(pid))
    return seen.get(pid)
  }
}
