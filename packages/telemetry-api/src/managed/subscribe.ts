import { answerRefusal, answerText, type Endpoint, type RefusalRenderer } from '@sim/protocol'
import { identify, readRequest } from '../endpoints/read-request.ts'
import { guessedType } from '../endpoints/subscribe.ts'
import type { TelemetryApiService } from '../service.ts'
import { judgeRequest } from './subscribe-request.ts'

/**
 * `PUT /telemetry` on a managed instance.
 *
 * The identifier is judged first, then the body, then whether anybody listens on a TCP port, and only then whether the
 * window is open. Core: `subscription_api.go` of the emulator for managed instances.
 */
export function managedSubscribe(service: TelemetryApiService): Endpoint {
  return async (ctx) => {
    const extensionName = identify(ctx, service)
    const request = judgeRequest(await readRequest(ctx), service.destinations ?? 'strict')

    const answer = await service.subscribe(extensionName, request)

    answerText(ctx, 200, guessedType, JSON.stringify(answer))
  }
}

/**
 * Writes what is wrong with a request the way the emulator for managed instances spells its JSON, spaces included. Unlike
 * there it is JSON whatever is wrong. Chosen.
 */
export const renderManagedRefusal: RefusalRenderer = (ctx, refusal) => {
  const { status, errorType, errorMessage } = refusal
  if (errorType !== 'ValidationError') return answerRefusal(ctx, refusal)
  const [type, message] = [JSON.stringify(errorType), JSON.stringify(errorMessage)]
  answerText(ctx, status, guessedType, `{"errorType": ${type}, "errorMessage": ${message}}`)
}
