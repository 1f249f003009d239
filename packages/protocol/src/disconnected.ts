import type { Context } from 'koa'

/**
 * A signal that aborts when the client goes away before it was answered.
 *
 * The response's `close` is the one event that FIN, RST and a destroyed socket have in common; the
 * request's also fires after a normal end.
 */
export function disconnected(ctx: Context): AbortSignal {
  const gone = new AbortController()
  const { res } = ctx
  const onClose = () => {
    if (!res.writableFinished) gone.abort()
  }
  if (res.closed) onClose()
  else res.once('close', onClose)
  return gone.signal
}
