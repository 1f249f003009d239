import { systemClock, type Clock } from '@sim/core'
import { RefusalError } from '@sim/protocol'
import { randomUUID } from 'node:crypto'
import type { FunctionReference } from './function-reference.ts'
import { refusals } from './refusals.ts'
import type { FunctionCall, FunctionResult, InvokeApiService } from './service.ts'

/** What a function is here: it takes the event's bytes and returns its answer's. Throwing is a function error. */
export type FunctionHandler = (
  payload: Buffer,
  call: FunctionCall & { readonly requestId: string },
) => Buffer | Promise<Buffer>

/** Which functions there are, and how events are tried again. */
export interface InvokeServiceOptions {
  /** By name. Any qualifier reaches them. */
  readonly functions: Readonly<Record<string, FunctionHandler>>
  /** Default `us-east-1`. */
  readonly region?: string | undefined
  /** Default `123456789012`. */
  readonly accountId?: string | undefined
  /**
   * Milliseconds before each repetition of an event that failed. Default one minute, then two.
   * Documented: "Asynchronous invocation", error handling.
   */
  readonly retryDelaysMs?: readonly number[] | undefined
  readonly clock?: Clock | undefined
  /** Hears what became of each event. */
  readonly onEvent?: ((event: AsyncInvocationEvent) => void) | undefined
}

/** What becomes of an event: it was processed, it failed and is tried again, or it was given up. */
export interface AsyncInvocationEvent {
  readonly type: 'completed' | 'retrying' | 'discarded'
  readonly requestId: string
  /** Counts from 1. */
  readonly attempt: number
}

/** The Invoke API's service, ready to use: functions that are handlers of this process. */
export class InvokeService implements InvokeApiService, Disposable {
  readonly #options: InvokeServiceOptions
  readonly #clock: Clock
  readonly #retries = new Set<Disposable>()
  #isStopped = false

  constructor(options: InvokeServiceOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
  }

  find(reference: FunctionReference): void {
    this.#handler(reference)
  }

  async invoke(call: FunctionCall): Promise<FunctionResult> {
    return this.#run(call, randomUUID())
  }

  enqueue(call: FunctionCall): string {
    this.#handler(call.function)
    const requestId = randomUUID()
    void this.#attempt(call, requestId, 1)
    return requestId
  }

  /** No event is tried again from now on. */
  [Symbol.dispose](): void {
    this.#isStopped = true
    for (const retry of this.#retries) retry[Symbol.dispose]()
    this.#retries.clear()
  }

  async #run(call: FunctionCall, requestId: string): Promise<FunctionResult> {
    const handler = this.#handler(call.function)
    const common = { requestId, executedVersion: call.function.qualifier ?? '$LATEST' }
    try {
      const payload = await handler(call.payload, { ...call, requestId })
      return { ...common, payload, functionError: undefined }
    } catch (error) {
      const { name = 'Error', message = String(error) } = (error ?? {}) as Partial<Error>
      const payload = Buffer.from(JSON.stringify({ errorType: name, errorMessage: message }))
      return { ...common, payload, functionError: 'Unhandled' }
    }
  }

  async #attempt(call: FunctionCall, requestId: string, attempt: number): Promise<void> {
    const { functionError } = await this.#run(call, requestId)
    const { retryDelaysMs = [60_000, 120_000], onEvent } = this.#options
    const delayMs = retryDelaysMs[attempt - 1]
    if (functionError === undefined) return onEvent?.({ type: 'completed', requestId, attempt })
    if (delayMs === undefined || this.#isStopped) {
      return onEvent?.({ type: 'discarded', requestId, attempt })
    }
    const retry = this.#clock.after(delayMs, () => {
      this.#retries.delete(retry)
      void this.#attempt(call, requestId, attempt + 1)
    })
    this.#retries.add(retry)
    onEvent?.({ type: 'retrying', requestId, attempt })
  }

  #handler({ name, qualifier }: FunctionReference): FunctionHandler {
    const { functions, region = 'us-east-1', accountId = '123456789012' } = this.#options
    const handler = Object.hasOwn(functions, name) ? functions[name] : undefined
    if (handler !== undefined) return handler
    const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}`
    throw new RefusalError(
      refusals.functionNotFound(qualifier === undefined ? arn : `${arn}:${qualifier}`),
    )
  }
}
