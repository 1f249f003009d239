import type { FunctionResponse, FunctionResponseError } from './service.ts'

/** What a function answers with. */
export type FunctionAnswer = Buffer | AsyncIterable<Uint8Array>

/** What a handler of this process answers with, as it comes. It is called when the first part is asked for. */
export function handlerResponse(
  call: () => FunctionAnswer | Promise<FunctionAnswer>,
): Pick<FunctionResponse, 'body' | 'ended'> {
  let error: FunctionResponseError | undefined
  async function* body(): AsyncGenerator<Uint8Array> {
    try {
      const answer = await call()
      if (Buffer.isBuffer(answer)) yield answer
      else yield* answer
    } catch (thrown) {
      error = { code: 'Unhandled', details: errorObject(thrown) }
    }
  }
  return { body: body(), ended: async () => ({ error }) }
}

/** What a handler threw, as the error object that callers get. */
export function errorObject(thrown: unknown): string {
  const { name = 'Error', message = String(thrown) } = (thrown ?? {}) as Partial<Error>
  return JSON.stringify({ errorType: name, errorMessage: message })
}
