import type { IncomingHttpHeaders } from 'node:http'

/** One event for the runtime, with what travels in the headers of `next`. */
export interface RuntimeInvocation {
  /** UUID; `Lambda-Runtime-Aws-Request-Id`. */
  readonly requestId: string
  /**
   * Of this delivery, where one invocation may be delivered again; `Lambda-Runtime-Invocation-Id`. An answer that echoes another
   * one is refused. Left out: no header, no check.
   */
  readonly invocationId?: string | undefined
  /** The event, byte for byte as the caller sent it. */
  readonly body: Buffer
  /** When the invocation must be over, in milliseconds since 1970; `Lambda-Runtime-Deadline-Ms`. */
  readonly deadlineMs: number
  readonly invokedFunctionArn: string
  /** Of the event. Default `application/json`. */
  readonly contentType?: string | undefined
  /** The X-Ray header; left out when it is not traced. */
  readonly traceId?: string | undefined
  /** JSON text, decoded already. */
  readonly clientContext?: string | undefined
  /** JSON text `{"cognitoIdentityId", "cognitoIdentityPoolId"}`. */
  readonly cognitoIdentity?: string | undefined
  readonly tenantId?: string | undefined
}

/** How the runtime answered, or what the platform made of its answer. */
export type InvocationAnswer = InvocationResponse | InvocationError

/** `POST …/response` was accepted. */
export interface InvocationResponse extends AnswerTimes {
  readonly kind: 'response'
  /** Empty after a response that was taken as it came. */
  readonly body: Buffer
  /** How many bytes were taken as they came. Left out when `body` has them all. */
  readonly responseBytes?: number | undefined
  readonly contentType: string | undefined
  /** `streaming` if the runtime asked for it with `Lambda-Runtime-Function-Response-Mode`. */
  readonly responseMode: 'buffered' | 'streaming'
  /** HTTP trailers of the answer, lower-case names. */
  readonly trailers: IncomingHttpHeaders
}

/** `POST …/error` was accepted, or a response ended with an error or was refused in a way that ends the invocation. */
export interface InvocationError extends AnswerTimes {
  readonly kind: 'error'
  readonly body: Buffer
  readonly contentType: string | undefined
  /** Normalised as the platform does: `Runtime.…`, `Function.…`. */
  readonly errorType: string
  /** `runtime`: it reported the error itself. `platform`: its answer could not be taken. */
  readonly by: 'runtime' | 'platform'
  /** `Lambda-Runtime-Function-XRay-Error-Cause`, as sent. */
  readonly xrayErrorCause?: string | undefined
  /** How many bytes of a response had come before the error; left out when the runtime reported it by itself. */
  readonly responseBytes?: number | undefined
}

interface AnswerTimes {
  /** When its first byte was seen, in the session clock's monotonic milliseconds. */
  readonly startedAt: number
  /** When its last byte was seen, likewise. */
  readonly finishedAt: number
}

/** `POST /runtime/init/error`, as the runtime reported it. */
export interface InitErrorReport {
  /** Normalised as the platform does. */
  readonly errorType: string
  readonly body: Buffer
  /** `application/json` if the body is JSON, else `application/octet-stream`; the request's own is ignored. */
  readonly contentType: string
}
