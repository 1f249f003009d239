import { SimulatorError } from '@sim/core'

/** One way in which an API says no: a row of data that can be compared with the platform's. */
export interface Refusal {
  readonly status: number
  readonly errorType: string
  readonly errorMessage: string
}

/**
 * A refusal on its way to the client. `code` is `ERR_REFUSED`.
 *
 * A service throws it to have the API answer with the row's status and
 * `{"errorMessage", "errorType"}`; tests of a service read `refusal`.
 */
export class RefusalError extends SimulatorError<'ERR_REFUSED'> {
  readonly refusal: Refusal

  constructor(refusal: Refusal, options?: ErrorOptions) {
    super('ERR_REFUSED', `${refusal.errorType}: ${refusal.errorMessage}`, options)
    this.refusal = refusal
  }

  /** Whether a value is a refusal, whichever copy of this package made it. */
  static override is(value: unknown): value is RefusalError {
    return SimulatorError.is(value) && value.code === 'ERR_REFUSED'
  }
}

/**
 * Whoever called gets no answer: the connection is closed. `code` is `ERR_HUNG_UP`.
 *
 * A service throws it for callers that outlived what they were waiting for.
 */
export class HangUpError extends SimulatorError<'ERR_HUNG_UP'> {
  constructor(reason: string) {
    super('ERR_HUNG_UP', reason)
  }
}

/** What the platform answers when it fails itself. Source: render_error.go of the emulator core. */
export const internalServerError: Refusal = {
  status: 500,
  errorType: 'InternalServerError',
  errorMessage: 'Internal Server Error',
}
