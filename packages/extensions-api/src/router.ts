import { ApiRouter, type RefusalListener } from '@sim/protocol'
import type { Middleware } from 'koa'
import { eventNext } from './endpoints/event-next.ts'
import { exitError } from './endpoints/exit-error.ts'
import { initError } from './endpoints/init-error.ts'
import { register } from './endpoints/register.ts'
import type { ExtensionsApiService } from './service.ts'

/** Who hears of what the API does. */
export interface ExtensionsApiOptions {
  /** Hears of each refusal that the API gives. */
  readonly onRefusal?: RefusalListener | undefined
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
    .post('/extension/register', (ctx) => register(ctx, service))
    .get('/extension/event/next', (ctx) => eventNext(ctx, service))
    .post('/extension/init/error', (ctx) => initError(ctx, service))
    .post('/extension/exit/error', (ctx) => exitError(ctx, service))
    .middleware(options.onRefusal)
}
