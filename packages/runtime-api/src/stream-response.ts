import { onAbort } from '@sim/core'
import { HangUpError, RefusalError, type EndpointContext } from '@sim/protocol'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { refuseTruncated } from './read-answer.ts'
import { refusals } from './refusals.ts'
import { trailingError } from './response-trailers.ts'
import type { AnswerInProgress, ResponseSink } from './service.ts'

/** A response that was handed on as it came, to its end. */
export interface StreamedResponse {
  /** How many bytes it had. */
  readonly size: number
  readonly trailers: IncomingHttpHeaders
}

/**
 * Hands a response on while it arrives, no faster than it is taken.
 *
 * One that is too large or breaks off is delivered as that and refused: 413, 400. When the answer is not wanted any more, the
 * connection is closed. Core: `core/directinvoke/directinvoke.go`.
 */
export async function streamResponse(
  { req }: EndpointContext,
  answer: AnswerInProgress,
  sink: ResponseSink,
): Promise<StreamedResponse> {
  using _reset = onAbort(answer.signal, () => req.destroy())
  let size = 0
  try {
    for await (const part of parts(req)) {
      const room = sink.maxBytes + 1 - size
      const taken = part.length > room ? part.subarray(0, room) : part
      size += taken.length
      await sink.write(taken)
      if (size > sink.maxBytes) break
    }
  } catch (cause) {
    hangUpIfReset(answer)
    refuseTruncated(answer, cause, size)
  }
  hangUpIfReset(answer)
  if (size > sink.maxBytes) refuseTooMuch(req, answer, sink, size)
  return { size, trailers: req.trailers }
}

/** Leaves the request whole when the reader stops: its connection is still to be answered. */
function parts(request: IncomingMessage): AsyncIterable<Buffer> {
  return { [Symbol.asyncIterator]: () => request.iterator({ destroyOnReturn: false }) }
}

function hangUpIfReset(answer: AnswerInProgress): void {
  if (answer.signal?.aborted !== true) return
  answer.abandon()
  throw new HangUpError('the runtime was reset while it responded')
}

/** One byte over the limit has been handed on. What else comes is thrown away. */
function refuseTooMuch(
  request: IncomingMessage,
  answer: AnswerInProgress,
  { maxBytes }: ResponseSink,
  responseBytes: number,
): never {
  const told = trailingError(request.trailers)
  request.resume()
  const errorType = told?.errorType ?? 'Function.ResponseSizeTooLarge'
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${maxBytes} bytes).`
  answer.deliver({
    kind: 'error',
    by: told === undefined ? 'platform' : 'runtime',
    errorType,
    body: told?.body ?? Buffer.from(JSON.stringify({ errorType, errorMessage })),
    contentType: 'application/json',
    responseBytes,
  })
  answer.sent()
  throw new RefusalError(refusals.tooLarge)
}
