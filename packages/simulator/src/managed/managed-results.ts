import { FatalError } from '../environment/fatal-error.ts'
import type { InvocationResult } from '../invocation/invocation-result.ts'

/** Why an invocation on a managed instance was not taken, or not finished, in the platform's words. */
export type ManagedErrorType =
  | 'Runtime.Unavailable'
  | 'Client.ExecutionEnvironmentUnhealthy'
  | 'Client.ExecutionEnvironmentShutDown'

const messages: Readonly<Record<ManagedErrorType, string>> = {
  'Runtime.Unavailable': 'no worker of the runtime is idle',
  'Client.ExecutionEnvironmentUnhealthy': 'the environment has ended',
  'Client.ExecutionEnvironmentShutDown': 'the environment was shut down',
}

/** Something that the invocation has no part in. Core: `rapid/model/client_error.go`. */
export function managedFailure(errorType: ManagedErrorType): FatalError {
  return new FatalError('failure', errorType, messages[errorType])
}

/**
 * What the caller gets when there is no answer: the type of the error, and of a time-out its text, too.
 *
 * Core: `invoke/running_invoke.go`, and `responder.go` of the emulator for managed instances.
 */
export function unansweredResult(requestId: string, fatal: FatalError): InvocationResult {
  const { outcome: status, errorType, message } = fatal
  const error = status === 'timeout' ? { errorType, errorMessage: message } : { errorType }
  return {
    requestId,
    status,
    payload: Buffer.from(JSON.stringify(error)),
    contentType: 'application/json',
    functionError: 'Unhandled',
    errorType,
  }
}
