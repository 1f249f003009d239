import type { Clock } from '@sim/core'
import type { InvocationAnswer, RuntimeInvocation } from './invocation.ts'
import { RefusalError } from '@sim/protocol'
import { refusals } from './refusals.ts'
import type { AnswerInProgress, ResponseHead, ResponseSink, UntimedAnswer } from './service.ts'

/** Whoever invoked the function is asked whether it takes the response as it comes. */
export type StreamTaker = (head: ResponseHead) => ResponseSink | undefined

/** What a session hears of an answer that its runtime gives. */
export interface AnswerListener {
  /** The answer is complete, or cannot become so. */
  delivered(answer: InvocationAnswer): void
  /** The runtime has done its part; its state may go on. */
  sent(): void
  /** Nothing of it is to come any more. */
  finished(): void
}

/** An answer of a runtime, from its first byte on. Its times are the clock's. */
export class Answering implements AnswerInProgress {
  readonly signal: AbortSignal
  /** Asks whoever takes it; absent where it is to be read whole. */
  readonly stream?: StreamTaker
  readonly #clock: Clock
  readonly #listener: AnswerListener
  readonly #startedAt: number

  constructor(
    clock: Clock,
    signal: AbortSignal,
    stream: StreamTaker | undefined,
    listener: AnswerListener,
  ) {
    this.signal = signal
    if (stream !== undefined) this.stream = stream
    this.#clock = clock
    this.#listener = listener
    this.#startedAt = clock.monotonic()
  }

  deliver(untimed: UntimedAnswer): void {
    const finishedAt = this.#clock.monotonic()
    this.#listener.delivered({ ...untimed, startedAt: this.#startedAt, finishedAt })
  }

  sent(): void {
    this.#listener.sent()
    this.#listener.finished()
  }

  abandon(): void {
    this.#listener.finished()
  }
}

/**
 * Throws the refusal of an answer that is not for what was delivered: an unknown id, or a delivery of the same id whose time was
 * over. An answer that does not say which delivery it is for is taken. Captured: pull requests 2508 of aws-lambda-dotnet and 1159 of
 * aws-lambda-rust-runtime.
 */
export function refuseUnlessAnswerOf(
  invocation: RuntimeInvocation | undefined,
  requestId: string,
  invocationId: string | undefined,
): asserts invocation is RuntimeInvocation {
  if (invocation?.requestId !== requestId) throw new RefusalError(refusals.invalidRequestId)
  const delivered = invocation.invocationId
  if (delivered !== undefined && (invocationId ?? delivered) !== delivered) {
    throw new RefusalError(refusals.invokeTimeout)
  }
}
