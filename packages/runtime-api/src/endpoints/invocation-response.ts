import { answerAccepted, RefusalError, type EndpointContext } from '@sim/protocol'
import { beginAnswer, deliverFailure, readAnswer, refuseSize } from '../read-answer.ts'
import { maxPayloadBytes, refusals } from '../refusals.ts'
import { trailingError } from '../response-trailers.ts'
import type { AnswerInProgress, ResponseHead, RuntimeApiService } from '../service.ts'
import { streamResponse } from '../stream-response.ts'

const nothing = Buffer.alloc(0)

/**
 * `POST /runtime/invocation/{id}/response`: the result, any bytes of any type, whole or as they come.
 *
 * In the platform's order: the id, the state, the response mode, the size. Trailers that tell of an error make it one.
 * Core: `handler/invocationresponse.go`.
 */
export async function invocationResponse(
  ctx: EndpointContext,
  service: RuntimeApiService,
): Promise<void> {
  const answer = beginAnswer(ctx, service, 'response')
  const mode = ctx.get('Lambda-Runtime-Function-Response-Mode')
  if (mode !== '' && mode !== 'streaming') return refuseMode(answer)

  const head: ResponseHead = {
    contentType: ctx.get('Content-Type') || undefined,
    responseMode: mode === 'streaming' ? 'streaming' : 'buffered',
  }
  const { bytes, size, trailers } = await read(ctx, answer, head)
  const responseBytes = bytes.length === size ? undefined : size
  const error = trailingError(trailers)
  answer.deliver(
    error === undefined
      ? { kind: 'response', body: bytes, ...head, trailers, responseBytes }
      : {
          kind: 'error',
          by: 'runtime',
          ...error,
          contentType: 'application/json',
          responseBytes: size,
        },
  )
  answer.sent()
  answerAccepted(ctx)
}

async function read(ctx: EndpointContext, answer: AnswerInProgress, head: ResponseHead) {
  // What has been read before this API could is found out below.
  const sink = ctx.req.readableEnded ? undefined : answer.stream?.(head)
  if (sink !== undefined) return { bytes: nothing, ...(await streamResponse(ctx, answer, sink)) }
  const body = await readAnswer(ctx, answer)
  return body.size > maxPayloadBytes ? refuseSize(answer, body.size) : body
}

// The state stays where it is: the runtime can neither retry, nor report an error, nor go on. Captured.
function refuseMode(answer: AnswerInProgress): never {
  deliverFailure(answer, 'Runtime.InvalidResponseModeHeader')
  answer.abandon()
  throw new RefusalError(refusals.invalidResponseMode)
}
