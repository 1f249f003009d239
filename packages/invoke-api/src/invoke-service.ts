import { RefusalError } from '@sim/protocol'
import { randomUUID } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { EventRetries, type EventRetriesOptions } from './event-retries.ts'
import type { FunctionReference } from './function-reference.ts'
import { errorObject, handlerResponse, type FunctionAnswer } from './handler-response.ts'
import { refusals } from './refusals.ts'
import type { FunctionCall, FunctionResponse, FunctionResult, InvokeApiService } from './service.ts'

/**
 * What a function is here: it takes the event's bytes and returns its answer's, whole or one part after the other: an async
 * generator, a `Readable`. Throwing is a function error.
 */
export type FunctionHandler = (
  payload: Buffer,
  call: FunctionCall & { readonly requestId: string },
) => FunctionAnswer | Promise<FunctionAnswer>

/** Which functions there are, and how events are tried again. */
export interface InvokeServiceOptions extends EventRetriesOptions {
  /** By name. Any qualifier reaches them. */
  readonly functions: Readonly<Record<string, FunctionHandler>>
  /** Default `us-east-1`. */
  readonly region?: string | undefined
  /** Default `123456789012`. */
  readonly accountId?: string | undefined
}

/** The Invoke API's service, ready to use: functions that are handlers of this process. */
export class InvokeService implements InvokeApiService, Disposable {
  readonly #options: InvokeServiceOptions
  readonly #retries: EventRetries

  constructor(options: InvokeServiceOptions) {
    this.#options = options
    this.#retries = new EventRetries(options)
  }

  find(reference: FunctionReference): void {
    this.#handler(reference)
  }

  async invoke(call: FunctionCall): Promise<FunctionResult> {
    return this.#run(call, randomUUID())
  }

  async invokeWithResponseStream(call: FunctionCall): Promise<FunctionResponse> {
    const requestId = randomUUID()
    const handler = this.#handler(call.function)
    const { body, ended } = handlerResponse(() => handler(call.payload, { ...call, requestId }))
    return { requestId, executedVersion: versionOf(call), body, ended }
  }

  enqueue(call: FunctionCall): string {
    this.#handler(call.function)
    const requestId = randomUUID()
    this.#retries.take(requestId, async () => {
      const { functionError } = await this.#run(call, requestId)
      return functionError === undefined
    })
    return requestId
  }

  /** No event is tried again from now on. */
  [Symbol.dispose](): void {
    this.#retries[Symbol.dispose]()
  }

  async #run(call: FunctionCall, requestId: string): Promise<FunctionResult> {
    const handler = this.#handler(call.function)
    const common = { requestId, executedVersion: versionOf(call) }
    try {
      const answer = await handler(call.payload, { ...call, requestId })
      const payload = Buffer.isBuffer(answer) ? answer : await buffer(answer)
      return { ...common, payload, functionError: undefined }
    } catch (error) {
      const payload = Buffer.from(errorObject(error))
      return { ...common, payload, functionError: 'Unhandled' }
    }
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

function versionOf({ function: { qualifier } }: FunctionCall): string {
  return qualifier ?? '$LATEST'
}
