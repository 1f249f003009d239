import { SimulatorError } from '@sim/core'
import type { Context, Middleware } from 'koa'
import { internalServerError, RefusalError, type Refusal } from './refusal.ts'

/** Hears of each refusal that an API gives, for journals and for tests. */
export type RefusalListener = (refused: {
  readonly method: string
  readonly path: string
  readonly refusal: Refusal
}) => void

/**
 * The one place where a thrown failure becomes an answer.
 *
 * A refusal is rendered, a hang-up closes the connection, and anything else is answered with 500
 * `InternalServerError` and emitted as Koa's `error` event. What can no longer be answered closes the
 * connection.
 */
export function renderFailures(
  write: (ctx: Context, refusal: Refusal) => void,
  onRefusal?: RefusalListener,
): Middleware {
  const answer = (ctx: Context, refusal: Refusal): void => {
    if (isAnswerable(ctx)) write(ctx, refusal)
    else hangUp(ctx)
  }
  return async (ctx, next) => {
    try {
      await next()
    } catch (error) {
      if (RefusalError.is(error)) {
        onRefusal?.({ method: ctx.method, path: ctx.path, refusal: error.refusal })
        answer(ctx, error.refusal)
      } else if (hasCode(error, 'ERR_HUNG_UP')) {
        hangUp(ctx)
      } else {
        if (isAnswerable(ctx) || !comesOfDisconnecting(error)) ctx.app.emit('error', error, ctx)
        answer(ctx, internalServerError)
      }
    }
  }
}

function isAnswerable(ctx: Context): boolean {
  return ctx.writable && !ctx.headerSent
}

function hangUp(ctx: Context): void {
  ctx.respond = false
  ctx.res.destroy()
}

/** How reading and waiting for a client fail when that client goes away. */
function comesOfDisconnecting(error: unknown): boolean {
  return hasCode(error, 'ERR_BODY_TRUNCATED') || (error as Error | undefined)?.name === 'AbortError'
}

function hasCode(error: unknown, code: string): boolean {
  return SimulatorError.is(error) && error.code === code
}
