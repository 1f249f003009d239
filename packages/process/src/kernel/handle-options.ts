import type { Pid } from './pid.ts'
import type { Tag } from './envelope.ts'

/** How a process stands to others from its first step on. Every kind of process takes these. */
export interface ProcessOptions {
  /** Registered in the environment as long as the process lives. */
  readonly name?: string | undefined
  /**
   * Links it before its first step, to the process that spawns it or to `to`. The tag is what that one sees.
   * Default: not linked.
   */
  readonly link?:
    boolean | { readonly to?: Pid | undefined; readonly tag?: Tag | undefined } | undefined
  /** Has the process that spawns it watch it. Default false. */
  readonly monitor?: boolean | { readonly tag?: Tag | undefined } | undefined
  /** Whether deaths that reach it by a link become messages. Default false. */
  readonly trapExit?: boolean | undefined
  /** Ends the process when it aborts, or calls its start off. */
  readonly signal?: AbortSignal | undefined
  /** `failure`: it is not supposed to end; a normal end counts as a failure. Default `normal`. */
  readonly normalExit?: 'normal' | 'failure' | undefined
  /** Milliseconds that a polite stop of the environment or its parent gives it; `kill`: none. Default 2000. */
  readonly shutdownMs?: number | 'kill' | undefined
  /** Whether it outlives the process that spawned it. Default false; of no effect for a linked one. */
  readonly detached?: boolean | undefined
}
