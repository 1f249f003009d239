import type { ProcessOptions } from '../kernel/handle-options.ts'
import type { MailboxLimits } from './mailbox.ts'
import type { Self } from './self.ts'

/** What a task does. What it returns is its result, what it throws its failure. */
export type TaskFunction<T = unknown, M = unknown> = (self: Self<M>) => Promise<T> | T

/** A task that has something to prepare. */
export interface PreparedTask<T = unknown, M = unknown, S = unknown> {
  /** Is over before the spawn resolves. What it throws rejects the spawn, and there is no process. */
  init(self: Self<M>): Promise<S> | S
  /** What a task does, with what `init` returned. */
  run(self: Self<M>, state: S): Promise<T> | T
}

/** A function, or one with an init. */
export type TaskDefinition<T = unknown, M = unknown, S = unknown> =
  TaskFunction<T, M> | PreparedTask<T, M, S>

/** How a task is spawned. */
export interface TaskOptions extends ProcessOptions {
  /** Default: a mailbox without a limit. */
  readonly mailbox?: MailboxLimits | undefined
  /** Whether it may spawn through its `Self`; if not, that rejects with `ERR_SPAWN_DENIED`. Default true. */
  readonly maySpawn?: boolean | undefined
}
