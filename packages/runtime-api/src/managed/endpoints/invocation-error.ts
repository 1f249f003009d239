import { answerAccepted, type EndpointContext } from '@sim/protocol'
import { errorCauseType, stripErrorCause } from '../../error-cause-body.ts'
import { normaliseErrorType } from '../../error-type.ts'
import { readError } from '../read-error.ts'
import type { RuntimeApiService } from '../../service.ts'
import { beginAnswer } from '../../read-answer.ts'

/**
 * `POST /runtime/invocation/{id}/error`: the function failed.
 *
 * The body is read first: one that is too large is refused, and the invocation stays open for another. Core:
 * `rapi/handler/invocationerror.go` of the managed core.
 */
export async function invocationError(
  ctx: EndpointContext,
  service: RuntimeApiService,
): Promise<void> {
  const bytes = await readError(ctx)
  const answer = beginAnswer(ctx, service, 'error')
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
