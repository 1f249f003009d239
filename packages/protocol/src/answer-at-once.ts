import type { Context } from 'koa'
import type { OutgoingHttpHeaders } from 'node:http'

/**
 * Writes a whole answer straight to the response, past Koa's own headers and type guessing.
 *
 * For the calls that every invocation makes. Middleware around it sees the status, but cannot change the answer
 * any more.
 */
export function answerAtOnce(
  ctx: Context,
  status: number,
  headers: OutgoingHttpHeaders,
  body: Buffer,
): void {
  ctx.respond = false
  headers['Content-Length'] = body.length
  ctx.res.writeHead(status, headers)
  ctx.res.end(body)
}
