import { SimulatorError } from '@sim/core'

/** Every way in which freezing fails. Stable. */
export type FreezeErrorCode =
  | 'ERR_FREEZE_NO_PID'
  | 'ERR_FREEZE_PROCESS_NOT_FOUND'
  | 'ERR_FREEZE_PERMISSION_DENIED'
  | 'ERR_FREEZE_UNSUPPORTED_PLATFORM'
  | 'ERR_FREEZE_SIGNAL_FAILED'
  | 'ERR_FREEZE_SEVERAL'
  | 'ERR_FREEZE_DANGEROUS_PID'
  | 'ERR_FREEZE_NOT_STOPPED'
  | 'ERR_FREEZE_INVALID_EPOCH'
  | 'ERR_FREEZE_ABANDONED'
  | 'ERR_FREEZE_CGROUP_NOT_FOUND'
  | 'ERR_FREEZE_CGROUP_NOT_V2'
  | 'ERR_FREEZE_CGROUP_NOT_WRITABLE'

interface Details extends ErrorOptions {
  readonly pid?: number | undefined
  readonly errors?: readonly FreezeError[] | undefined
}

/** Something could not be stopped, resumed or identified. Test its `code`. */
export class FreezeError extends SimulatorError<FreezeErrorCode> {
  /** The process it is about, if it is about one. */
  readonly pid?: number | undefined
  /** With `ERR_FREEZE_SEVERAL`: what failed, one error for each pid. Otherwise empty. */
  readonly errors: readonly FreezeError[]

  constructor(code: FreezeErrorCode, message: string, details: Details = {}) {
    const { pid, errors = [], ...options } = details
    super(code, message, options)
    this.pid = pid
    this.errors = errors
  }

  /** One failure stays what it is; several become one that carries them all. */
  static combine(failures: readonly FreezeError[]): FreezeError {
    const errors = failures.flatMap((failure) =>
      failure.errors.length > 0 ? failure.errors : [failure],
    )
    const [only] = errors
    if (only !== undefined && errors.length === 1) return only
    const messages = errors.map((error) => error.message).join('; ')
    return new FreezeError('ERR_FREEZE_SEVERAL', `${errors.length} failures: ${messages}`, {
      errors,
    })
  }

  /** What a signal or a look into the process table threw, as one of ours. */
  static from(cause: unknown, pid?: number): FreezeError {
    const subject = pid === undefined ? 'the process table' : `process ${pid}`
    if (codeOf(cause) === 'EPERM') {
      return new FreezeError(
        'ERR_FREEZE_PERMISSION_DENIED',
        `${subject} may not be signalled: it belongs to another user`,
        { pid, cause },
      )
    }
    const reason = cause instanceof Error ? cause.message : String(cause)
    return new FreezeError('ERR_FREEZE_SIGNAL_FAILED', `${subject} was not reached: ${reason}`, {
      pid,
      cause,
    })
  }
}

/** The `code` of a system error. */
export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code
}
