import type { ProcessIdentity } from './process-identity.ts'
import type { ProcessEntry, ThreadState } from './signal-port.ts'

/** A process that was sent SIGSTOP and is to be resumed one day. */
export interface Target {
  readonly process: ProcessIdentity
  /** Registered by the user, and not unregistered since. */
  isRoot: boolean
  /** Through whom it was found: its parent, or the leader of its group or session. */
  via: Target | undefined
  /** As last seen. */
  entry: ProcessEntry
  /** As last seen; empty before the first look and after its end. */
  threads: readonly ThreadState[]
  /** A parent inside `vfork`, for whose sake it was resumed until it executes a program. */
  runsFor: Target | undefined
}

/** Those through whom it was found, itself first. */
export function foundThrough(target: Target): Set<Target> {
  // A parent may be in a group that its child leads, so the way up can be a circle.
  const way = new Set<Target>()
  for (let next: Target | undefined = target; next && !way.has(next); next = next.via) way.add(next)
  return way
}

/** Whether one of its threads is in an uninterruptible sleep, in which it does nothing and cannot stop. */
export function isBlocked(target: Target): boolean {
  return target.threads.some(({ state }) => state === 'D')
}

/** What was last seen of it, for a message. */
export function describeTarget(target: Target): string {
  const states = target.threads.map(({ tid, state }) => `thread ${tid} is ${state}`)
  return `process ${target.process.pid}: ${states.join(', ') || 'not looked at yet'}`
}
