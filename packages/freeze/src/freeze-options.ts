import type { Clock } from '@sim/core'
import type { FreezeEvent } from './freeze-event.ts'
import type { SignalPort } from './signal-port.ts'

/** Whether freezing stops processes, or nothing at all. */
export type FreezeMode = 'none' | 'process'

/** How a freeze ended. `superseded`: its epoch was over, nothing is stopped. `disabled`: the mode is `none`. */
export type FreezeOutcome = 'frozen' | 'superseded' | 'disabled'

/** Whether and how a controller stops processes. */
export interface FreezeControllerOptions {
  /** Default `none`. */
  readonly mode?: FreezeMode | undefined
  /**
   * How long processes may take until every thread is seen to be stopped, in milliseconds. Default 1000. Time in
   * which this process could not look at them does not count.
   */
  readonly stopTimeoutMs?: number | undefined
  /** Default: the machine's time. */
  readonly clock?: Clock | undefined
  /** Where signals go and where processes are looked up. Default: this machine's kernel. */
  readonly port?: SignalPort | undefined
  /**
   * Hears of everything, in the turn in which it happens. What it throws stops nothing, and surfaces as an
   * unhandled rejection.
   */
  readonly onEvent?: ((event: FreezeEvent) => void) | undefined
}
