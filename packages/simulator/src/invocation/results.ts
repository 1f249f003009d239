import type { InitErrorReport, InvocationAnswer } from '@sim/runtime-api'
import type { FatalError } from '../environment/fatal-error.ts'
import type { InvocationResult } from './invocation-result.ts'

/** What the caller gets when the runtime has answered. */
export function answeredResult(requestId: string, answer: InvocationAnswer): InvocationResult {
  const { body: payload, contentType } = answer
  return answer.kind === 'response'
    ? {
        requestId,
        status: 'success',
        payload,
        contentType,
        responseMode: answer.responseMode,
        functionError: undefined,
        errorType: undefined,
      }
    : {
        requestId,
        status: 'error',
        payload,
        contentType,
        functionError: 'Unhandled',
        errorType: answer.errorType,
      }
}

/**
 * What the caller gets when there is no answer: the init error that the runtime had reported, else the
 * platform's own error object. Core: `interop/model.go`; time-outs as the managed core words them.
 */
export function failedResult(
  requestId: string,
  fatal: FatalError,
  initError?: InitErrorReport,
): InvocationResult {
  const common = { requestId, status: fatal.outcome, functionError: 'Unhandled' } as const
  if (initError !== undefined && fatal.outcome === 'error') {
    return initErrorResult(requestId, initError)
  }
  const { errorType, message } = fatal
  const errorMessage =
    fatal.outcome === 'timeout' ? message : `RequestId: ${requestId} Error: ${message}`
  return {
    ...common,
    payload: Buffer.from(JSON.stringify({ errorType, errorMessage })),
    contentType: 'application/json',
    errorType,
  }
}

/** What the caller gets when the runtime could not initialise and said why: its words, whatever they are. */
export function initErrorResult(requestId: string, initError: InitErrorReport): InvocationResult {
  const { body: payload, contentType, errorType } = initError
  return { requestId, status: 'error', functionError: 'Unhandled', payload, contentType, errorType }
}
