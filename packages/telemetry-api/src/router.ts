import { ApiRouter, type RefusalListener } from '@sim/protocol'
import type { Middleware } from 'koa'
import { subscribe } from './endpoints/subscribe.ts'
import type { TelemetryApiService } from './service.ts'

/** How the API is mounted. */
export interface TelemetryApiOptions {
  /** Hears of every refusal. */
  readonly onRefusal?: RefusalListener | undefined
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
  return new ApiRouter('/2022-07-01')
    .put('/telemetry', subscribe(service))
    .put('/telemetry/', subscribe(service))
    .middleware(options.onRefusal)
}
