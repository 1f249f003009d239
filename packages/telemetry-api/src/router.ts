import { answerRefusal, ApiRouter, type RefusalListener } from '@sim/protocol'
import type { Middleware } from 'koa'
import { subscribeToLogs } from './endpoints/subscribe-to-logs.ts'
import { subscribe } from './endpoints/subscribe.ts'
import { managedSubscribe, renderManagedRefusal } from './managed/subscribe.ts'
import type { TelemetryProfile } from './profile.ts'
import type { TelemetryApiService } from './service.ts'

/** How the API is mounted. */
export interface TelemetryApiOptions {
  /** Hears of every refusal. */
  readonly onRefusal?: RefusalListener | undefined
  /** Whose rules hold for requests. Default `classic`. */
  readonly profile?: TelemetryProfile | undefined
}

/**
 * The Telemetry API, `2022-07-01`, as Koa middleware over whoever owns the execution environment.
 *
 * The documentation writes its path both with and without a slash at the end: both are taken.
 * Chosen.
 */
export function telemetryApi(
  service: TelemetryApiService,
  options: TelemetryApiOptions = {},
): Middleware {
  const isManaged = options.profile === 'managed'
  const endpoint = isManaged ? managedSubscribe(service) : subscribe(service)
  return new ApiRouter('/2022-07-01', isManaged ? renderManagedRefusal : answerRefusal)
    .put('/telemetry', endpoint)
    .put('/telemetry/', endpoint)
    .middleware(options.onRefusal)
}

/**
 * The Logs API, `2020-08-15`, as Koa middleware over the same service. One without `subscribeToLogs` has it answer 202
 * `Logs.NotSupported`.
 *
 * Not for managed instances, which have no such API.
 */
export function logsApi(
  service: TelemetryApiService,
  options: Pick<TelemetryApiOptions, 'onRefusal'> = {},
): Middleware {
  return new ApiRouter('/2020-08-15')
    .put('/logs', subscribeToLogs(service))
    .middleware(options.onRefusal)
}
