import type { SignalPort } from './signal-port.ts'

/** A process and its ancestors, nearest first, as far as the table knows them. */
export function lineage(read: SignalPort['read'], pid: number): Set<number> {
  const seen = new Set<number>()
  for (let next = pid; next > 0 && !seen.has(next); next = read(next)?.ppid ?? 0) seen.add(next)
  return seen
}

/** The process that freezes, and its ancestors. */
export const hostsOf = (port: SignalPort): Set<number> =>
  lineage((pid) => port.read(pid), port.self)
