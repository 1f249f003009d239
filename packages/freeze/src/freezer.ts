import type { FreezeError } from './freeze-error.ts'
import type { ProcessIdentity } from './process-identity.ts'
import type { Resumption } from './resume.ts'
import type { TreeMembers } from './tree-members.ts'

/** A way to stop and resume processes: by signals, or by a control group. */
export interface Freezer {
  /** Which process has this pid. Throws what `identify` throws. */
  identify(pid: number): ProcessIdentity
  /** Hears of who is registered. Throws a `FreezeError` when it can never be stopped in this way. */
  admit(process: ProcessIdentity): void
  /** Stops nobody yet. */
  begin(): Stopping
  /** Everyone who is stopped with these. Never throws. */
  everyoneOf(roots: readonly ProcessIdentity[]): TreeMembers
  /** Resumes them. `isForced`: also what somebody else stopped. Never throws, and never ends half-way. */
  resume(processes: readonly ProcessIdentity[], isForced?: boolean): Resumption
  /**
   * Lets go of a root with all that does not belong to the `rest`, and resumes them if they are stopped. Never throws.
   */
  release(
    root: ProcessIdentity,
    rest: readonly ProcessIdentity[],
    stopping: Stopping | undefined,
  ): Resumption
}

/**
 * Those who are being stopped, or are stopped.
 *
 * It never waits: `advance` is one synchronous look. Nothing here throws: `takeFailures` tells what went wrong.
 */
export interface Stopping {
  /** Everyone who is to be resumed one day, in the order in which they were stopped. */
  readonly processes: readonly ProcessIdentity[]
  /** Stops a root, and soon its descendants. */
  add(root: ProcessIdentity): void
  /** One look. True when everyone was seen to be stopped. */
  advance(): boolean
  /** What failed since this was last asked. */
  takeFailures(): readonly FreezeError[]
  /** Which roots turned out to be gone since this was last asked. */
  takeGoneRoots(): readonly ProcessIdentity[]
  /** What was seen to be stopped since this was last asked, and still is. */
  takeJustStopped(): readonly ProcessIdentity[]
  /** What is not seen to be stopped, as errors. */
  notStopped(withinMs: number): readonly FreezeError[]
  /** What is not seen to be stopped, for a message. */
  describePending(): string
  /** Looks no more at what did not stop. It is still resumed with the others. */
  abandonPending(): void
  /** Lets go of a root, and of what was found through no other root: they are to be resumed. */
  release(root: ProcessIdentity): readonly ProcessIdentity[]
}
