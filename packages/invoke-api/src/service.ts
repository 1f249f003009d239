import type { FunctionReference } from './function-reference.ts'

/** What a caller brings along. */
export interface FunctionCall {
  readonly function: FunctionReference
  /** The event: JSON, checked; `{}` when the caller sent nothing. */
  readonly payload: Buffer
  /** JSON text, decoded from `X-Amz-Client-Context`; only of synchronous calls. */
  readonly clientContext: string | undefined
  /** `X-Amzn-Trace-Id`, unchanged. */
  readonly traceId: string | undefined
  /** `X-Amz-Tenant-Id`, unchanged. */
  readonly tenantId: string | undefined
  /** Whether the caller asked for the end of the log: it gets its answer when that is complete. */
  readonly wantsLog: boolean
}

/** What became of a call. */
export interface FunctionResult {
  readonly requestId: string
  /** The function's answer, byte for byte; for errors the error object. */
  readonly payload: Buffer
  /** `Unhandled` when the payload tells of an error; callers see it as `X-Amz-Function-Error`. */
  readonly functionError: string | undefined
  /** Which version answered; callers see it as `X-Amz-Executed-Version`. */
  readonly executedVersion: string
  /** The log of this invocation, of which the caller gets the last 4 KB. Only if it was asked for. */
  readonly log?: string | undefined
}

/** A response that comes while the function produces it. */
export interface FunctionResponse {
  readonly requestId: string
  /** Which version answers; callers see it as `X-Amz-Executed-Version`. */
  readonly executedVersion: string
  /**
   * The bytes, part by part; the next one is taken when the caller has room for it. One that fails has an `error` when it has
   * ended.
   */
  readonly body: AsyncIterable<Uint8Array>
  /** How it ended; asked for when there are no more bytes. */
  ended(): Promise<FunctionResponseEnd>
}

/** How a response ended; callers see it as `InvokeComplete`. */
export interface FunctionResponseEnd {
  /** Why it is not complete; `undefined` if it is. */
  readonly error?: FunctionResponseError | undefined
  /** The log of this invocation, of which the caller gets the last 4 KB. Only if it was asked for. */
  readonly log?: string | undefined
}

/** Why a response is not complete. */
export interface FunctionResponseError {
  /** `ErrorCode`. */
  readonly code: string
  /** `ErrorDetails`: the error object, as text. */
  readonly details: string
}

/**
 * What the Invoke API asks of whoever has the functions.
 *
 * Refuse by throwing a `RefusalError`, with a row of `refusals` or one of your own.
 */
export interface InvokeApiService {
  /** Throws if there is no such function. What comes of a dry run, too. */
  find(reference: FunctionReference): void
  /** Runs the function and resolves with its answer, errors of the function included. */
  invoke(call: FunctionCall): Promise<FunctionResult>
  /**
   * Runs the function and resolves when its response begins, or when it failed before that.
   *
   * Left out: callers who want a stream get the answer of `invoke` as one part.
   */
  invokeWithResponseStream?(call: FunctionCall): Promise<FunctionResponse>
  /** Takes the event and returns the request id at once. */
  enqueue(call: FunctionCall): string
}
