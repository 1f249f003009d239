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
  /** The runtime begins to answer: the id is judged, then the state, before a byte of the body is read. */
  beginAnswer(requestId: string, call: 'response' | 'error'): AnswerInProgress
  /** The runtime could not initialise. */
  initError(report: InitErrorReport): void
}

/** An answer whose body is still arriving. */
export interface AnswerInProgress {
  /** Hands the answer to whoever invoked the function. */
  deliver(answer: UntimedAnswer): void
  /** The runtime has done its part and may ask for its next event. */
  sent(): void
  /** The answer stays unfinished: until the sandbox is reset the runtime can do nothing more. */
  abandon(): void
}
