import type { Context, Middleware } from 'koa'
import { answerRefusal } from './json.ts'
import { HangUpError, internalServerError, RefusalError, type Refusal } from './refusal.ts'
import { SimulatorError } from '@sim/core'

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
 * `InternalServerError` and emitted as Koa's `error` event.
 */
export function renderFailures(onRefusal?: RefusalListener): Middleware {
  return async (ctx, next) => {
    try {
      await next()
    } catch (error) {
      render(ctx, error, onRefusal)
    }
  }
}

function render(ctx: Context, error: unknown, onRefusal?: RefusalListener): void {
  if (RefusalError.is(error)) {
    onRefusal?.({ method: ctx.method, path: ctx.path, refusal: error.refusal })
    answerRefusal(ctx, error.refusal)
  } else if (isHangUp(error) || !ctx.writable) {
    ctx.respond = false
    ctx.res.destroy()
  } else {
    answerRefusal(ctx, internalServerError)
    ctx.app.emit('error', error, ctx)
  }
}

function isHangUp(error: unknown): error is HangUpError {
  return SimulatorError.is(error) && error.code === 'ERR_HUNG_UP'
}
