import type { ExitReason } from '../kernel/exit-reason.ts'
import type { ProcessHandle, StopProcessOptions } from '../kernel/process-handle.ts'
import type { ChildDeath } from './child-death.ts'
import type { ChildInfo } from './child-info.ts'
import type { RestartIntensityError } from './supervisor-errors.ts'
import type { StopChildOptions, StopPolicy } from './stop-policy.ts'
import type { ChildSpecOf } from './supervision.ts'

/** How a supervisor is asked to stop. */
export interface StopSupervisorOptions extends StopProcessOptions {
  /** Milliseconds until all its children are killed at once. Default: its own `shutdownMs`, else `Infinity`. */
  readonly deadlineMs?: number | undefined
  /** Decides how each child is stopped. What it throws makes the supervisor fail; the child is stopped as specified. */
  readonly policy?: StopPolicy | undefined
}

/** How a child is started. */
export interface StartChildOptions {
  /** Calls the start off. */
  readonly signal?: AbortSignal | undefined
}

/**
 * A supervisor. `S` is what may spawn.
 *
 * It does one thing after the other: what is asked of it waits while children are being started or stopped, and rejects
 * with `ERR_PROCESS_STOPPING` or `ERR_PROCESS_EXITED` if it ends before. A child's start must not wait for it.
 */
export interface SupervisorHandleOf<S> extends ProcessHandle<void> {
  /** The death that it gave up for: the oldest of those that were too many. `undefined` if it did not give up. */
  readonly firstCause: ChildDeath | undefined
  /** Why it gave up, with all the deaths that were too many. `undefined` if it did not. */
  readonly gaveUp: RestartIntensityError | undefined
  /** What becomes of its children at the moment, in the order of their start. */
  children(): readonly ChildInfo[]
  /**
   * Adds a child, which is started as the last one from now on. Rejects with `ERR_INVALID_OPTIONS`, also if there is one
   * of its id, with `ERR_CHILD_START`, and with the signal's reason; then it has no such child.
   */
  startChild<H extends ProcessHandle>(
    spec: ChildSpecOf<S, H>,
    options?: StartChildOptions,
  ): Promise<H>
  /**
   * Stops a child, which stays stopped until it is restarted, alone or with its siblings. A temporary one is forgotten.
   *
   * Resolves with why its last process ended, if it had one. Rejects with `ERR_NO_SUCH_CHILD` and `ERR_UNKILLABLE`.
   */
  stopChild(id: string, options?: StopChildOptions): Promise<ExitReason | undefined>
  /**
   * Stops a child, if it lives, and starts it again, alone. This counts for no intensity.
   *
   * Rejects with `ERR_NO_SUCH_CHILD`, `ERR_UNKILLABLE`, `ERR_CHILD_START`, or the signal's reason; then it stays stopped.
   */
  restartChild(id: string, options?: StartChildOptions): Promise<ProcessHandle>
  /** Stops its children in its order, then ends. Kills them all when the deadline is over. */
  stop(options?: StopSupervisorOptions): Promise<ExitReason>
}
