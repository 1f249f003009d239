import { answerText, type EndpointContext } from '@sim/protocol'

/** `GET /ping`: 200 `pong`, whatever the runtime's state. */
export function ping(ctx: EndpointContext): void {
  answerText(ctx, 200, 'text/plain; charset=utf-8', 'pong')
}
