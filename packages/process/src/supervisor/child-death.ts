import type { ExitReason } from '../kernel/exit-reason.ts'
import type { Pid } from '../kernel/pid.ts'

/** That a child ended by itself, or could not be restarted. */
export interface ChildDeath {
  /** The id of its spec. */
  readonly child: string
  /** `undefined` if it did not even start. */
  readonly pid: Pid | undefined
  readonly reason: ExitReason
}
