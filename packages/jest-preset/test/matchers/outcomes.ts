import type { InvocationResult } from '@sim/simulator'

/** What a caller got, as `invocation.completed()` hands it out. */
export const success = (payload: string | Buffer): InvocationResult => ({
  requestId: 'a',
  status: 'success',
  payload: Buffer.from(payload),
  contentType: undefined,
  functionError: undefined,
  errorType: undefined,
})

export const failure = (
  payload: unknown,
  errorType: string | undefined,
  status: 'error' | 'timeout' | 'failure' = 'error',
): InvocationResult => ({
  requestId: 'a',
  status,
  payload: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
  contentType: 'application/json',
  functionError: 'Unhandled',
  errorType,
})
