import type { ExitReason } from '../kernel/exit-reason.ts'
import type { ProcessHandle } from '../kernel/process-handle.ts'
import type { ProcessState } from '../kernel/process.ts'

/** What a supervisor says of a child. */
export interface ChildInfo {
  /** The id of its spec. */
  readonly id: string
  /** Its process, as long as that lives. */
  readonly handle: ProcessHandle | undefined
  /** `restarting`: it waits to be started again. `exited`: it has no process, and waits for nothing. */
  readonly state: ProcessState | 'restarting'
  /** How often it was started again. */
  readonly restarts: number
  /** Why its last process ended; `undefined` as long as none has. */
  readonly exit: ExitReason | undefined
}
