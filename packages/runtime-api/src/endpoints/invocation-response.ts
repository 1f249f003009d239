import {
  answerAccepted,
  readBody,
  RefusalError,
  TruncatedBodyError,
  type Body,
  type EndpointContext,
} from '@sim/protocol'
import { SimulatorError } from '@sim/core'
import { maxPayloadBytes, refusals } from '../refusals.ts'
import type { AnswerInProgress, RuntimeApiService } from '../service.ts'

/**
 * `POST /runtime/invocation/{id}/response`: the result, any bytes of any type.
 *
 * In the platform's order: the id, the state, the response mode, the size. Core: `handler/invocationresponse.go`.
 */
export async function invocationResponse(
  ctx: EndpointContext,
  service: RuntimeApiService,
): Promise<void> {
  const answer = service.beginAnswer(ctx.params['requestId'] ?? '', 'response')
  const mode = ctx.get('Lambda-Runtime-Function-Response-Mode')
  if (mode !== '' && mode !== 'streaming') return refuseMode(answer)

  const { bytes, size, trailers } = await readAnswer(ctx, answer)
  if (size > maxPayloadBytes) return refuseSize(answer, size)

  answer.deliver({
    kind: 'response',
    body: bytes,
    contentType: ctx.get('Content-Type') || undefined,
    responseMode: mode === 'streaming' ? 'streaming' : 'buffered',
    trailers,
  })
  answer.sent()
  answerAccepted(ctx)
}

/** Reads an answer's body; if it cannot be read, the invocation fails and the runtime may go on. */
export async function readAnswer(ctx: EndpointContext, answer: AnswerInProgress): Promise<Body> {
  try {
    return await readBody(ctx.req, maxPayloadBytes)
  } catch (error) {
    if (isTruncated(error)) fail(answer, 'Runtime.TruncatedResponse', 'Response truncated')
    else fail(answer, 'Sandbox.Failure', String(error))
    answer.sent()
    if (!isTruncated(error)) throw error
    throw new RefusalError(refusals.truncatedRequest, { cause: error })
  }
}

// The state stays where it is: the runtime can neither retry, nor report an error, nor go on. Captured.
function refuseMode(answer: AnswerInProgress): never {
  fail(answer, 'Runtime.InvalidResponseModeHeader')
  answer.abandon()
  throw new RefusalError(refusals.invalidResponseMode)
}

/** Tells the caller that the answer was too large, and the runtime too, which may go on. */
export function refuseSize(answer: AnswerInProgress, size: number): never {
  fail(
    answer,
    'Function.ResponseSizeTooLarge',
    `Response payload size (${size} bytes) exceeded maximum allowed payload size (${maxPayloadBytes} bytes).`,
  )
  answer.sent()
  throw new RefusalError(refusals.tooLarge)
}

function fail(answer: AnswerInProgress, errorType: string, errorMessage?: string): void {
  const body = errorMessage === undefined ? '' : JSON.stringify({ errorType, errorMessage })
  const contentType = body === '' ? undefined : 'application/json'
  answer.deliver({ kind: 'error', by: 'platform', errorType, body: Buffer.from(body), contentType })
}

function isTruncated(error: unknown): error is TruncatedBodyError {
  return SimulatorError.is(error) && error.code === 'ERR_BODY_TRUNCATED'
}
