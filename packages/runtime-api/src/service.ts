import type { InitErrorReport, InvocationAnswer, RuntimeInvocation } from './invocation.ts'

type Untimed<T> = T extends unknown ? Omit<T, 'startedAt' | 'finishedAt'> : never

/** An answer before the service has put its times on it. */
export type UntimedAnswer = Untimed<InvocationAnswer>

/**
 * What the Runtime API asks of whoever owns the runtime.
 *
 * Refuse by throwing a `RefusalError`; throw a `HangUpError` to close the connection without an answer.
 */
export interface RuntimeApiService {
  /** The runtime asks for an event. May last for ever; `signal` aborts when the runtime went away. */
  next(signal: AbortSignal): Promise<RuntimeInvocation>
  /**
   * The runtime begins to answer: the id is judged, then the state, before a byte of the body is read.
   *
   * `invocationId`: of the delivery that it answers, where it says so (`Lambda-Runtime-Invocation-Id`).
   */
  beginAnswer(
    requestId: string,
    call: 'response' | 'error',
    invocationId?: string,
  ): AnswerInProgress
  /** The runtime could not initialise. */
  initError(report: InitErrorReport): void
  /**
   * The runtime may be put into a snapshot now; resolves when that is restored. `signal` aborts when the runtime went away.
   *
   * SnapStart's, and so is `restoreError`: left out, the API has no such routes.
   */
  restoreNext?(signal: AbortSignal): Promise<void>
  /** The runtime could not be restored. `errorType`: normalised. */
  restoreError?(errorType: string): void
}

/** An answer whose body is still arriving. */
export interface AnswerInProgress {
  /** Aborts when the answer is not wanted any more: a streamed one ends there, and its connection is closed. */
  readonly signal?: AbortSignal | undefined
  /**
   * Whoever invoked the function is asked whether it takes the response as it comes, and how.
   *
   * Left out, or `undefined`: it is read whole before it is delivered.
   */
  stream?(head: ResponseHead): ResponseSink | undefined
  /** Hands the answer to whoever invoked the function; after a streamed response, how that ended. */
  deliver(answer: UntimedAnswer): void
  /** The runtime has done its part and may ask for its next event. */
  sent(): void
  /** The answer stays unfinished: until the sandbox is reset the runtime can do nothing more. */
  abandon(): void
}

/** What is known of a response before its first byte. */
export interface ResponseHead {
  readonly contentType: string | undefined
  /** As the runtime asked for it; one that streams without saying so is `buffered`, as with aws-lambda-go. */
  readonly responseMode: 'buffered' | 'streaming'
}

/** Takes a response as it comes. */
export interface ResponseSink {
  /** How many bytes a response may have. One more is let through; then it is too large. */
  readonly maxBytes: number
  /**
   * Takes the next part, and resolves when there is room for another. Until then the runtime is not read from, so it must
   * resolve, too, when the answer is not wanted any more.
   */
  write(part: Buffer): Promise<void>
}
