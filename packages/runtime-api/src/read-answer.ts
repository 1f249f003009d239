import { SimulatorError } from '@sim/core'
import {
  readBody,
  RefusalError,
  TruncatedBodyError,
  type Body,
  type EndpointContext,
} from '@sim/protocol'
import { maxPayloadBytes, refusals } from './refusals.ts'
import type { AnswerInProgress, RuntimeApiService } from './service.ts'

/** The runtime begins to answer, and says which delivery, if it echoes that. */
export function beginAnswer(
  ctx: EndpointContext,
  service: RuntimeApiService,
  call: 'response' | 'error',
): AnswerInProgress {
  const invocationId = ctx.get('Lambda-Runtime-Invocation-Id') || undefined
  return service.beginAnswer(ctx.params['requestId'] ?? '', call, invocationId)
}

/** Reads an answer's body; if it cannot be read, the invocation fails and the runtime may go on. */
export async function readAnswer(ctx: EndpointContext, answer: AnswerInProgress): Promise<Body> {
  try {
    return await readBody(ctx.req, maxPayloadBytes)
  } catch (error) {
    if (isTruncated(error)) refuseTruncated(answer, error)
    deliverFailure(answer, 'Sandbox.Failure', String(error))
    answer.sent()
    throw error
  }
}

/** Tells the caller that the answer was too large, and the runtime too, which may go on. */
export function refuseSize(answer: AnswerInProgress, size: number): never {
  deliverFailure(
    answer,
    'Function.ResponseSizeTooLarge',
    `Response payload size (${size} bytes) exceeded maximum allowed payload size (${maxPayloadBytes} bytes).`,
  )
  answer.sent()
  throw new RefusalError(refusals.tooLarge)
}

/**
 * Tells the caller that the answer broke off, and the runtime, if it is still there; it may go on.
 *
 * `responseBytes`: how many had been handed on.
 */
export function refuseTruncated(
  answer: AnswerInProgress,
  cause: unknown,
  responseBytes?: number,
): never {
  deliverFailure(answer, 'Runtime.TruncatedResponse', 'Response truncated', responseBytes)
  answer.sent()
  throw new RefusalError(refusals.truncatedRequest, { cause })
}

/** The platform could not take the answer: the caller gets its error, without a message an empty one. */
export function deliverFailure(
  answer: AnswerInProgress,
  errorType: string,
  errorMessage?: string,
  responseBytes?: number,
): void {
  const body = errorMessage === undefined ? '' : JSON.stringify({ errorType, errorMessage })
  answer.deliver({
    kind: 'error',
    by: 'platform',
    errorType,
    body: Buffer.from(body),
    contentType: body === '' ? undefined : 'application/json',
    responseBytes,
  })
}

function isTruncated(error: unknown): error is TruncatedBodyError {
  return SimulatorError.is(error) && error.code === 'ERR_BODY_TRUNCATED'
}
