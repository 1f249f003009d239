import type { ProcessIdentity } from './process-identity.ts'
import type { ProcessEntry, ThreadState } from './signal-port.ts'

/** A process that was sent SIGSTOP and is to be resumed one day. */
export interface Target {
  readonly process: ProcessIdentity
  /** Registered by the user, and not unregistered since. */
  isRoot: boolean
  /** Through whom it was found: its parent, the leader of its group or session. */
  readonly finders: Set<Target>
  /** As last seen. */
  entry: ProcessEntry
  /** As last seen; empty before the first look and after its end. */
  threads: readonly ThreadState[]
  /** A parent inside `vfork`, for whose sake it was resumed until it executes a program. */
  runsFor: Target | undefined
}

/** All through whom it was found, directly or not, and itself. */
export function foundThrough(target: Target): ReadonlySet<Target> {
  const found = new Set([target])
  // A set hands out what is added while it is walked.
  for (const each of found) for (const finder of each.finders) found.add(finder)
  return found
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
