import { answerJson, answerText, RefusalError, type Endpoint } from '@sim/protocol'
import { logsSubscribeRequestFor } from '../logs/logs-subscribe-request.ts'
import { refusals } from '../refusals.ts'
import type { TelemetryApiService } from '../service.ts'
import { identify, parseRequest, readRequest } from './read-request.ts'
import { guessedType } from './subscribe.ts'

/**
 * `PUT /logs`: an extension asks for logs, in the form that came before telemetry.
 *
 * Who asks, and when, is judged as by the Telemetry API. A service that knows nothing of logs answers
 * as the platform does where there is no delivery, 202 `Logs.NotSupported`, on which extensions carry
 * on without. Documented: "Telemetry API reference", status 202.
 */
export function subscribeToLogs(service: TelemetryApiService): Endpoint {
  const schema = logsSubscribeRequestFor(service.destinations ?? 'strict')
  return async (ctx) => {
    const extensionName = identify(ctx, service)
    const text = await readRequest(ctx)
    if (service.isOpen === false) throw new RefusalError(refusals.closed('logs'))
    if (service.subscribeToLogs === undefined) {
      const errorMessage = 'Logs API is not supported'
      return answerJson(ctx, 202, { errorMessage, errorType: 'Logs.NotSupported' })
    }

    const request = parseRequest(schema, text, 'logs')
    const answer = await service.subscribeToLogs(extensionName, request)

    answerText(ctx, 200, guessedType, JSON.stringify(answer))
  }
}
