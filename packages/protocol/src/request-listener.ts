import Koa, { type Context, type Middleware } from 'koa'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Handles a request; calls `next`, where there is one, for a path that is not its own. */
export type RequestListener = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: () => void,
) => void

/**
 * Koa middleware as a listener for `node:http`, or as middleware for Express and its like.
 *
 * A path that no middleware knows is handed to `next`, or answered as the platform does: 404
 * `404 page not found`. `onError` hears of failures that are not refusals; a client that goes away is
 * no failure.
 */
export function requestListener(
  middleware: Middleware | readonly Middleware[],
  onError: (error: unknown) => void = () => undefined,
): RequestListener {
  const app = new Koa()
  app.on('error', (error: unknown, ctx: Context) => {
    // Koa tells of connections that break, too; whoever serves them has their signal.
    if (error !== ctx.req.socket.errored) onError(error)
  })
  const nexts = new WeakMap<IncomingMessage, () => void>()
  for (const one of new Array<Middleware>().concat(middleware)) app.use(one)
  app.use((ctx) => {
    const next = nexts.get(ctx.req)
    if (next === undefined) return notFound(ctx)
    ctx.respond = false
    ctx.res.statusCode = 200
    next()
  })
  const callback = app.callback()
  return (request, response, next) => {
    if (next !== undefined) nexts.set(request, next)
    void callback(request, response)
  }
}

/** What the platform's router says of a path that it does not know. Captured. */
function notFound(ctx: Context): void {
  ctx.status = 404
  ctx.set('Content-Type', 'text/plain; charset=utf-8')
  ctx.set('X-Content-Type-Options', 'nosniff')
  ctx.body = '404 page not found\n'
}
