import { SimulatorError, systemClock, type Clock, type WaitLimits } from '@sim/core'
import { randomUUID } from 'node:crypto'
import type { InitErrorReport, InvocationAnswer, RuntimeInvocation } from './invocation.ts'
import type { StreamTaker } from './answering.ts'
import type { RuntimeSessionListener } from './runtime-session-event.ts'
import { RuntimeSession } from './runtime-session.ts'
import type { AnswerInProgress, RuntimeApiService } from './service.ts'
import { AnswerStream, type StreamedAnswer } from './streamed-answer.ts'

const defaultArn = 'arn:aws:lambda:us-east-1:123456789012:function:function'

/** What a service tells its runtime, and how long the function may take. */
export interface RuntimeServiceOptions {
  /** Default `arn:aws:lambda:us-east-1:123456789012:function:function`. */
  readonly invokedFunctionArn?: string | undefined
  /** How long the function may take, in milliseconds. Default 3000, as Lambda's. */
  readonly functionTimeoutMs?: number | undefined
  readonly clock?: Clock | undefined
  readonly onEvent?: RuntimeSessionListener | undefined
}

/** What an invocation may bring along besides its payload. */
export type InvokeOptions = Partial<Omit<RuntimeInvocation, 'body' | 'deadlineMs'>> &
  Pick<WaitLimits, 'signal'>

/** The function did not answer in time. `code` is `ERR_FUNCTION_TIMEOUT`. */
export class FunctionTimeoutError extends SimulatorError<'ERR_FUNCTION_TIMEOUT'> {
  readonly requestId: string

  constructor(requestId: string, timeoutMs: number) {
    super('ERR_FUNCTION_TIMEOUT', `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`)
    this.requestId = requestId
  }
}

/**
 * A ready service for a Runtime API that stands alone: invocations queue, one runtime works them off.
 *
 * After a timeout the runtime counts as gone, as on Lambda: its late answer is refused, and the next
 * poll belongs to a new one.
 */
export class RuntimeService implements RuntimeApiService, Disposable {
  readonly #options: RuntimeServiceOptions
  readonly #clock: Clock
  #session: RuntimeSession
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: RuntimeServiceOptions = {}) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#session = new RuntimeSession(options)
  }

  /** The runtime of the moment; another one after each `reset`. */
  get session(): RuntimeSession {
    return this.#session
  }

  /**
   * Queues an invocation and resolves with the runtime's answer. Bytes go through as they are.
   *
   * Rejects with `ERR_FUNCTION_TIMEOUT` when the function's time is over, counted from when its turn
   * came; with the signal's reason when it aborts, at once; and with `ERR_RUNTIME_RESET` on a reset.
   */
  invoke(payload: Uint8Array | string, options: InvokeOptions = {}): Promise<InvocationAnswer> {
    return this.#queue(payload, options)
  }

  /**
   * Queues an invocation and resolves when the runtime begins to answer: the response comes as it is produced, and no faster
   * than it is read. Who does not read it holds the runtime up, until the function's time is over.
   *
   * Rejects as `invoke` does if the runtime did not begin.
   */
  invokeWithResponseStream(
    payload: Uint8Array | string,
    options: InvokeOptions = {},
  ): Promise<StreamedAnswer> {
    const stream = new AnswerStream()
    return stream.of(this.#queue(payload, options, (head) => stream.begin(head)))
  }

  /** The runtime is gone: whatever it had is lost, and a new one may begin. */
  reset(reason: Error = new SimulatorError('ERR_RUNTIME_RESET', 'the runtime was reset')): void {
    this.#session.close(reason)
    this.#session = new RuntimeSession(this.#options)
  }

  /** Ends it: what runs is lost, and no timer is left. */
  [Symbol.dispose](): void {
    this.#session.close(new SimulatorError('ERR_RUNTIME_RESET', 'the runtime service was closed'))
  }

  next(signal: AbortSignal): Promise<RuntimeInvocation> {
    return this.#session.next(signal)
  }

  beginAnswer(
    requestId: string,
    call: 'response' | 'error',
    invocationId?: string,
  ): AnswerInProgress {
    return this.#session.beginAnswer(requestId, call, invocationId)
  }

  initError(report: InitErrorReport): void {
    this.#session.initError(report)
  }

  #queue(
    payload: Uint8Array | string,
    options: InvokeOptions,
    stream?: StreamTaker,
  ): Promise<InvocationAnswer> {
    const before = this.#turn
    const taken = before.then(() => this.#take(Buffer.from(payload), options, stream))
    this.#turn = taken.then((delivery) => delivery.done).catch(() => undefined)
    const answered = taken.then((delivery) => delivery.answered)
    return options.signal === undefined ? answered : unlessAborted(answered, options.signal)
  }

  #take(
    body: Buffer,
    options: InvokeOptions,
    stream: StreamTaker | undefined,
  ): { answered: Promise<InvocationAnswer>; done: Promise<void> } {
    const { signal, requestId = randomUUID(), ...rest } = options
    const { functionTimeoutMs = 3_000 } = this.#options
    signal?.throwIfAborted()
    const session = this.#session
    const event = {
      invokedFunctionArn: this.#options.invokedFunctionArn ?? defaultArn,
      ...rest,
      requestId,
      body,
      deadlineMs: this.#clock.now() + functionTimeoutMs,
    }
    const delivery = session.deliver(event, stream)
    const giveUp = (reason: Error) => session === this.#session && this.reset(reason)
    const timer = this.#clock.after(functionTimeoutMs, () =>
      giveUp(new FunctionTimeoutError(requestId, functionTimeoutMs)),
    )
    const onAbort = () => giveUp(signal?.reason as Error)
    signal?.addEventListener('abort', onAbort, { once: true })
    const finish = () => {
      timer[Symbol.dispose]()
      signal?.removeEventListener('abort', onAbort)
      session.release()
    }
    return { answered: delivery.answered, done: delivery.done.finally(finish) }
  }
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const onAbort = () => aborted.reject(signal.reason as Error)
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([promise, aborted.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
