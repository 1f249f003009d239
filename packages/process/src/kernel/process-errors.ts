import { SimulatorError } from '@sim/core'
import { describeReason, rootError, type ExitReason } from './exit-reason.ts'
import type { Pid } from './pid.ts'

/**
 * What was asked of a process needs it alive, and it is not. `code` is `ERR_PROCESS_EXITED`; `cause` is the
 * error that ended it, if one did, also through a chain of links.
 */
export class ProcessExitedError extends SimulatorError<'ERR_PROCESS_EXITED'> {
  readonly pid: Pid
  readonly reason: ExitReason

  constructor(pid: Pid, name: string, reason: ExitReason, cause: unknown = rootError(reason)) {
    const who = name === pid ? pid : `${name} (${pid})`
    super(
      'ERR_PROCESS_EXITED',
      reason.kind === 'noproc'
        ? `there is no process ${who}`
        : `${who} ended: ${describeReason(reason)}`,
      cause === undefined ? undefined : { cause },
    )
    this.pid = pid
    this.reason = reason
  }
}

/** A process that was asked to stop would have had to wait. `code` is `ERR_PROCESS_STOPPING`. */
export class ProcessStoppingError extends SimulatorError<'ERR_PROCESS_STOPPING'> {
  readonly pid: Pid

  constructor(pid: Pid) {
    super('ERR_PROCESS_STOPPING', `${pid} was asked to stop: it waits for nothing any more`)
    this.pid = pid
  }
}

/** Somebody else has the name. `code` is `ERR_NAME_TAKEN`. */
export class NameTakenError extends SimulatorError<'ERR_NAME_TAKEN'> {
  readonly takenName: string
  /** Who has it. */
  readonly pid: Pid

  constructor(name: string, pid: Pid) {
    super('ERR_NAME_TAKEN', `the name ${JSON.stringify(name)} is taken by ${pid}`)
    this.takenName = name
    this.pid = pid
  }
}
