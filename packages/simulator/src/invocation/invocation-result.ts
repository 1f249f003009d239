import type { Outcome } from '../environment/fatal-error.ts'

/** What the caller of the function gets. */
export interface InvocationResult {
  readonly requestId: string
  /** `success`, or why there is none: the function's `error`, a `timeout`, a `failure` of the sandbox. */
  readonly status: Outcome
  /**
   * The answer's bytes, exactly as the runtime sent them; for errors the error object. Empty for a response that its caller took
   * as it came.
   */
  readonly payload: Buffer
  readonly contentType: string | undefined
  /** How the runtime wanted a response to be handed on; left out for errors. */
  readonly responseMode?: 'buffered' | 'streaming' | undefined
  /** `Unhandled` unless the status is `success`; what callers see as `X-Amz-Function-Error`. */
  readonly functionError: 'Unhandled' | undefined
  /** The platform's word for the error: `Runtime.ExitError`, `Function.ResponseSizeTooLarge`, … */
  readonly errorType: string | undefined
}
