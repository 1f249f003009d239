import { answerAccepted, type EndpointContext } from '@sim/protocol'
import * as z from 'zod'
import { errorCauseType, stripErrorCause } from '../error-cause-body.ts'
import { normaliseErrorType } from '../error-type.ts'
import { maxPayloadBytes } from '../refusals.ts'
import type { RuntimeApiService } from '../service.ts'
import { beginAnswer, readAnswer, refuseSize } from '../read-answer.ts'

/**
 * The error object that runtimes send by convention. The platform passes other bodies on as they are.
 *
 * Documented: "Building a custom runtime", invocation error.
 */
export const ErrorRequest = z.looseObject({
  errorMessage: z.string().optional(),
  errorType: z.string().optional(),
  stackTrace: z.array(z.string()).optional(),
})
export type ErrorRequest = z.infer<typeof ErrorRequest>

/**
 * `POST /runtime/invocation/{id}/error`: the function failed.
 *
 * Nothing about its content is refused but its size. Core: `handler/invocationerror.go`.
 */
export async function invocationError(
  ctx: EndpointContext,
  service: RuntimeApiService,
): Promise<void> {
  const answer = beginAnswer(ctx, service, 'error')
  const { bytes, size } = await readAnswer(ctx, answer)
  if (size > maxPayloadBytes) return refuseSize(answer, size)

  const contentType = ctx.get('Content-Type') || undefined
  answer.deliver({
    kind: 'error',
    by: 'runtime',
    errorType: normaliseErrorType(ctx.get('Lambda-Runtime-Function-Error-Type')),
    xrayErrorCause: ctx.get('Lambda-Runtime-Function-XRay-Error-Cause') || undefined,
    ...(contentType === errorCauseType ? stripErrorCause(bytes) : { body: bytes, contentType }),
  })
  answer.sent()
  answerAccepted(ctx)
}
