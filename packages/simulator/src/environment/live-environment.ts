import type { Watchable } from '@sim/core'
import type { ShutdownReason } from '@sim/extensions-api'
import type { Generation } from '../generation/generation.ts'
import type { GenerationSession } from '../generation/generation-session.ts'
import type { Invocation } from '../invocation/invocation.ts'
import type { Phase } from './phase.ts'

/** An environment as the simulator knows it, whichever kind it is of. */
export interface LiveEnvironment {
  readonly phase: Phase
  /** Follows the phase. */
  readonly phases: Watchable<Phase>
  /** The generation of the moment. */
  readonly generation: Generation<GenerationSession>
  /** The invocation that runs now, if one does and no other. */
  readonly running: Invocation | undefined
  /** How many workers of the runtime are idle; `undefined` where it takes one invocation at a time. */
  readonly idleWorkers?: number | undefined
  /** How many invocations wait. */
  readonly queued: number
  /** Begins to initialise, if that has not begun. */
  begin(): void
  /** Restores the snapshot without an invocation, now or as soon as there is one. Left out where there is none. */
  restore?(): void
  /** Takes an invocation. Throws `ERR_SIMULATOR_STOPPED` once it takes no more. */
  enqueue(invocation: Invocation): void
  /**
   * Takes no more work, finishes what there is, then shuts down as the platform does; an init that nobody waits for is cut
   * short. `cutOff`: what there is is not finished, it ends as a `failure`.
   */
  shutdown(reason: ShutdownReason, cutOff?: boolean): Promise<void>
  /** Ends everything at once. What runs or waits ends as a `failure`. */
  kill(): Promise<void>
}
