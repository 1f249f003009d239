// @ts-check
import { types } from 'node:util'

/** @typedef {import('./response-stream.mjs').ResponseStream} ResponseStream */

/**
 * @typedef {(event: unknown, responseStream: ResponseStream, context: object) => unknown} StreamingHandler
 */

/** Marks a handler that streams, for wrappers that look for it, too. Captured. */
const mark = Symbol.for('aws.lambda.runtime.handler.streaming')

/** The content type of a response that begins with its status and headers. Documented. */
const httpIntegration = 'application/vnd.awslambda.http-integration-response'

/** What ends that beginning. Documented. */
const delimiter = Buffer.alloc(8)

/** Gives functions `awslambda.streamifyResponse` and `awslambda.HttpResponseStream`. */
export function installResponseStreaming() {
  Reflect.set(globalThis, 'awslambda', {
    /** @param {StreamingHandler} handler */
    streamifyResponse: (handler) => Object.assign(handler, { [mark]: 'response' }),
    HttpResponseStream: {
      /**
       * Has the response begin with its status and headers.
       *
       * @param {ResponseStream} stream
       * @param {unknown} prelude such as `{ statusCode, headers, cookies }`
       */
      from(stream, prelude) {
        stream.setContentType(httpIntegration)
        stream.setPrelude(Buffer.concat([Buffer.from(JSON.stringify(prelude)), delimiter]))
        return stream
      },
    },
  })
}

/**
 * @param {unknown} handler
 * @returns {handler is StreamingHandler}
 */
export const isStreaming = (handler) => Object(handler)[mark] === 'response'

/**
 * Calls a handler that streams, and resolves when the platform has its whole response. Rejects with whatever it threw, when it
 * is not async (captured), and when nothing is left to do while the stream is open (chosen).
 *
 * @param {StreamingHandler} handler
 * @param {unknown} event
 * @param {ResponseStream} stream
 * @param {object} context
 */
export async function streamResponse(handler, event, stream, context) {
  const returned = handler(event, stream, context)
  if (!isPromise(returned)) throw new Error('a handler that streams must be async')
  /** @type {(error: Error) => void} */
  let giveUp = () => undefined
  const abandoned = new Promise((_, reject) => {
    giveUp = reject
  })
  const idle = () => giveUp(new Error('the response stream was never ended'))
  process.on('beforeExit', idle)
  try {
    await Promise.race([returned, abandoned])
    await Promise.race([stream.answered, abandoned])
  } finally {
    process.off('beforeExit', idle)
  }
}

/**
 * @param {any} value
 * @returns {value is PromiseLike<unknown>}
 */
const isPromise = (value) => types.isPromise(value) || typeof value?.then === 'function'
