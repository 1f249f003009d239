import type { Refusal } from '@sim/protocol'
import type { Context } from 'koa'
import { randomUUID } from 'node:crypto'

/**
 * Writes a refusal as the Lambda service does, so that an SDK finds the exception's name and message.
 *
 * The name is in `X-Amzn-ErrorType`. `ResourceNotFoundException` spells its member `Message`, all others
 * `message`; a validation error has no `Type`. Documented: the service's API model.
 */
export function answerServiceError(ctx: Context, refusal: Refusal): void {
  const { status, errorType: name, errorMessage } = serviceError(refusal)
  const key = name === 'ResourceNotFoundException' ? 'Message' : 'message'
  const type = status < 500 ? 'User' : 'Service'
  const body = name === 'ValidationException' ? {} : { Type: type }
  ctx.status = status
  ctx.set('X-Amzn-ErrorType', name)
  ctx.set('X-Amzn-RequestId', randomUUID())
  ctx.set('Content-Type', 'application/json')
  ctx.body = JSON.stringify({ ...body, [key]: errorMessage })
}

/** A failure of ours has the service's name for it. */
function serviceError(refusal: Refusal): Refusal {
  return refusal.errorType === 'InternalServerError'
    ? { ...refusal, errorType: 'ServiceException' }
    : refusal
}
