import { ApiRouter, type RefusalListener } from '@sim/protocol'
import type { Middleware } from 'koa'
import { eventNext } from './endpoints/event-next.ts'
import { exitError } from './endpoints/exit-error.ts'
import { initError } from './endpoints/init-error.ts'
import { register } from './endpoints/register.ts'
import type { ShutdownReason } from './events.ts'
import type { ExtensionsProfile } from './extension-rules.ts'
import type { ExtensionsApiService } from './service.ts'

/** Who hears of what the API does. */
export interface ExtensionsApiOptions {
  /** Hears of each refusal that the API gives. */
  readonly onRefusal?: RefusalListener | undefined
  /**
   * Whose rules hold for requests, default `classic`: a managed instance takes no body of more than 1 MiB. What may be said in
   * them is the service's to judge.
   */
  readonly profile?: ExtensionsProfile | undefined
  /** How the reason of a SHUTDOWN is spelled, for emulators of another platform. Default: as Lambda does. */
  readonly shutdownReason?: ((reason: ShutdownReason) => string) | undefined
}

/**
 * The Extensions API, `2020-01-01`, as Koa middleware over a service.
 *
 * Mount it in a Koa application, or hand it to `requestListener` for `node:http`, Express and Fastify.
 */
export function extensionsApi(
  service: ExtensionsApiService,
  options: ExtensionsApiOptions = {},
): Middleware {
  return new ApiRouter('/2020-01-01')
    .post('/extension/register', (ctx) => register(ctx, service, options.profile))
    .get('/extension/event/next', (ctx) => eventNext(ctx, service, options.shutdownReason))
    .post('/extension/init/error', (ctx) => initError(ctx, service))
    .post('/extension/exit/error', (ctx) => exitError(ctx, service))
    .middleware(options.onRefusal)
}
