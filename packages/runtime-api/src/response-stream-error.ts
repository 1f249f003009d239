import { SimulatorError } from '@sim/core'

/**
 * A response ended before it was complete: the function failed, the upload broke off, it grew too large, or the runtime was
 * reset. `code` is `ERR_RESPONSE_STREAM`.
 */
export class ResponseStreamError extends SimulatorError<'ERR_RESPONSE_STREAM'> {
  /** The platform's word for it: `Runtime.TruncatedResponse`, `Function.ResponseSizeTooLarge`, or the function's own. */
  readonly errorType: string
  /** The error object, as callers get it. */
  readonly payload: Buffer

  /** `bytes`: how many had come before. */
  constructor(errorType: string, payload: Buffer, bytes: number) {
    super('ERR_RESPONSE_STREAM', `the response ended after ${bytes} bytes with ${errorType}`)
    this.errorType = errorType
    this.payload = payload
  }
}
