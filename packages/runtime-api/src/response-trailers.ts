import type { IncomingHttpHeaders } from 'node:http'
import { normaliseErrorType } from './error-type.ts'

/** An error that the runtime told after it had begun to respond. */
export interface TrailingError {
  /** Normalised as the platform does. */
  readonly errorType: string
  /** The error object; empty if it could not be decoded. */
  readonly body: Buffer
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/**
 * The error in the trailers of a response, `undefined` if there is none. Whether they were declared makes no difference:
 * captured, several runtimes do not.
 *
 * Documented: "Building a custom runtime", response streaming. Core: `core/directinvoke/directinvoke.go`.
 */
export function trailingError(trailers: IncomingHttpHeaders): TrailingError | undefined {
  const type = text(trailers['lambda-runtime-function-error-type'])
  const body = text(trailers['lambda-runtime-function-error-body'])
  if (type === '' && body === '') return undefined
  return {
    errorType: normaliseErrorType(type === '' ? undefined : type),
    body: base64.test(body) ? Buffer.from(body, 'base64') : Buffer.alloc(0),
  }
}

function text(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : ''
}
