import { answerText, RefusalError, type Endpoint } from '@sim/protocol'
import { refusals } from '../refusals.ts'
import type { TelemetryApiService } from '../service.ts'
import { subscribeRequestFor } from '../subscriptions/subscribe-request.ts'
import { identify, parseRequest, readRequest } from './read-request.ts'

/** What Go makes of a text without a content type. */
export const guessedType = 'text/plain; charset=utf-8'

/**
 * `PUT /telemetry`: an extension asks for telemetry.
 *
 * The identifier is judged first, then whether the window is open, then the body. Core:
 * `rapi/handler/runtimelogs_test.go`, where an empty object is told that it comes too late. The
 * answer is a JSON string; its content type is what Go would guess.
 */
export function subscribe(service: TelemetryApiService): Endpoint {
  const schema = subscribeRequestFor(service.destinations ?? 'strict')
  return async (ctx) => {
    const extensionName = identify(ctx, service)
    const text = await readRequest(ctx)
    if (service.isOpen === false) throw new RefusalError(refusals.closed('telemetry'))

    const request = parseRequest(schema, text, 'telemetry')
    const answer = await service.subscribe(extensionName, request)

    answerText(ctx, 200, guessedType, JSON.stringify(answer))
  }
}
