import type { Clock } from '@sim/core'
import type { CgroupPort } from './cgroup-port.ts'
import type { FreezeEvent } from './freeze-event.ts'
import type { SignalPort } from './signal-port.ts'

/**
 * What freezing does: nothing, stop process trees by signals, or stop a control group of Linux.
 *
 * A group stops in one step of the kernel's, and covers whoever was born in it, whatever became of their parents,
 * groups and sessions.
 */
export type FreezeMode = 'none' | 'process' | 'cgroup'

/** How a freeze ended. `superseded`: its epoch was over, nothing is stopped. `disabled`: the mode is `none`. */
export type FreezeOutcome = 'frozen' | 'superseded' | 'disabled'

/** Whether and how a controller stops processes. */
export interface FreezeControllerOptions {
  /** Default `none`. */
  readonly mode?: FreezeMode | undefined
  /**
   * With mode `cgroup`: the folder of a control group of version 2 that this user may write to and this process is not
   * in, such as the `path` of a `Cgroup` of `@sim/process`; or a port to one. Everyone in it is stopped, registered
   * or not.
   */
  readonly cgroup?: string | CgroupPort | undefined
  /**
   * How long processes may take until every thread is seen to be stopped, in milliseconds. Default 1000. Time in
   * which this process could not look at them does not count.
   */
  readonly stopTimeoutMs?: number | undefined
  /** Default: the machine's time. */
  readonly clock?: Clock | undefined
  /** Where signals go and where processes are looked up. Default: this machine's kernel, the only one for `cgroup`. */
  readonly port?: SignalPort | undefined
  /**
   * Hears of everything, in the turn in which it happens. What it throws stops nothing, and surfaces as an
   * unhandled rejection.
   */
  readonly onEvent?: ((event: FreezeEvent) => void) | undefined
}
