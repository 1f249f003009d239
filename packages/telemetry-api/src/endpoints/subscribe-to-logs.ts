import { answerJson, RefusalError, type Endpoint } from '@sim/protocol'
import { refusals } from '../refusals.ts'
import type { TelemetryApiService } from '../service.ts'
import { identify, readRequest } from './subscribe.ts'

/**
 * `PUT /logs`: an extension asks for logs in the form that came before telemetry.
 *
 * Who asks, and when, is judged as by the Telemetry API. Nothing is delivered: the answer is the one that the platform gives where
 * there is no delivery, 202 `Logs.NotSupported`, on which extensions carry on without. Documented: "Telemetry API reference",
 * status 202.
 */
export function subscribeToLogs(service: TelemetryApiService): Endpoint {
  return async (ctx) => {
    identify(ctx, service)
    await readRequest(ctx)
    if (service.isOpen === false) throw new RefusalError(refusals.logsSubscriptionClosed)

    const errorMessage = 'Logs API is not supported'
    answerJson(ctx, 202, { errorMessage, errorType: 'Logs.NotSupported' })
  }
}
