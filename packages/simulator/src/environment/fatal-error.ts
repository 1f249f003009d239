import { SimulatorError } from '@sim/core'
import { describeExit, type ExitReason } from '@sim/process'

/** How an invocation, or an init, ended: what telemetry calls its status. */
export type Outcome = 'success' | 'error' | 'timeout' | 'failure'

/**
 * Why a generation of the environment ended. `code` is `ERR_ENVIRONMENT_FAILED`.
 *
 * The first one counts; what comes after it is its consequence.
 */
export class FatalError extends SimulatorError<'ERR_ENVIRONMENT_FAILED'> {
  readonly outcome: Exclude<Outcome, 'success'>
  /** The platform's own word: `Runtime.ExitError`, `Extension.Crash`, … */
  readonly errorType: string

  constructor(outcome: Exclude<Outcome, 'success'>, errorType: string, message: string) {
    super('ERR_ENVIRONMENT_FAILED', message)
    this.outcome = outcome
    this.errorType = errorType
  }
}

/**
 * A runtime that ended when nobody asked it to. `reported`: the first error that anyone had told of before, which names the
 * failure. Core: `rapid/handlers.go`, process exits.
 */
export function runtimeExited(reason: ExitReason, reported?: string): FatalError {
  const text = isCleanExit(reason)
    ? 'Runtime exited without providing a reason'
    : `Runtime exited with error: ${describeExit(reason)}`
  return new FatalError('error', reported ?? 'Runtime.ExitError', text)
}

/**
 * A runtime that had more memory than it may have, and was killed for it. `reported` as for `runtimeExited`. Captured:
 * production logs of functions out of memory.
 */
export function runtimeOutOfMemory(reason: ExitReason, reported?: string): FatalError {
  return runtimeExited(reason, reported ?? 'Runtime.OutOfMemory')
}

/** An extension that ended when nobody asked it to. `reported` as for `runtimeExited`. */
export function extensionExited(reason: ExitReason, reported?: string): FatalError {
  const text = isCleanExit(reason) ? 'exit code 0' : describeExit(reason)
  return new FatalError('error', reported ?? 'Extension.Crash', text)
}

/** An environment takes ten extensions, and more were to be launched. Core: `core/registrations.go`. */
export function tooManyExtensions(): FatalError {
  return new FatalError('error', 'Extension.LaunchError', 'ErrTooManyExtensions')
}

/** The runtime was to start in a folder that is not there. Core: `rapidcore`, bootstrap. */
export function invalidWorkingDir(folder: string): FatalError {
  const text = `the working directory doesn't exist: ${folder}`
  return new FatalError('error', 'Runtime.InvalidWorkingDir', text)
}

/** The function's time is over. Documented text: "Task timed out after 3.00 seconds". */
export function timedOut(timeoutMs: number): FatalError {
  return new FatalError(
    'timeout',
    'Sandbox.Timedout',
    `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
  )
}

/** The init phase took too long; it is tried again inside the next invocation. */
export function initTimedOut(timeoutMs: number): FatalError {
  return new FatalError('timeout', 'Sandbox.Timedout', `init did not end within ${timeoutMs} ms`)
}

/** The environment was stopped under what was still running or queued. */
export function environmentStopped(): FatalError {
  return new FatalError('failure', 'Sandbox.Failure', 'the environment was stopped')
}

/** Whether a process ended with status 0. */
export function isCleanExit(reason: ExitReason): boolean {
  return reason.code === 0
}
