import { ApiRouter, type RefusalListener } from '@sim/protocol'
import type { Middleware } from 'koa'
import { initError } from './endpoints/init-error.ts'
import { invocationError } from './endpoints/invocation-error.ts'
import { invocationNext } from './endpoints/invocation-next.ts'
import { invocationResponse } from './endpoints/invocation-response.ts'
import { ping } from './endpoints/ping.ts'
import { restoreError } from './endpoints/restore-error.ts'
import { restoreNext } from './endpoints/restore-next.ts'
import type { RuntimeApiService } from './service.ts'

/** How the API is mounted. */
export interface RuntimeApiOptions {
  /** Hears of each refusal that the API gives. */
  readonly onRefusal?: RefusalListener | undefined
}

/**
 * The Runtime API, `2018-06-01`, as Koa middleware over a service.
 *
 * Mount it in a Koa application, or hand it to `requestListener` for `node:http`, Express and Fastify.
 */
export function runtimeApi(
  service: RuntimeApiService,
  options: RuntimeApiOptions = {},
): Middleware {
  const router = new ApiRouter('/2018-06-01')
    .get('/ping', ping)
    .get('/runtime/invocation/next', (ctx) => invocationNext(ctx, service))
    .post('/runtime/invocation/:requestId/response', (ctx) => invocationResponse(ctx, service))
    .post('/runtime/invocation/:requestId/error', (ctx) => invocationError(ctx, service))
    .post('/runtime/init/error', (ctx) => initError(ctx, service))
  addRestore(router, service)
  return router.middleware(options.onRefusal)
}

/** SnapStart's endpoints, where the service has them: elsewhere they are unknown paths. */
function addRestore(router: ApiRouter, service: RuntimeApiService): void {
  if (!isRestorable(service)) return
  router
    .get('/runtime/restore/next', (ctx) => restoreNext(ctx, service))
    .post('/runtime/restore/error', (ctx) => restoreError(ctx, service))
}

function isRestorable(service: RuntimeApiService): service is Required<RuntimeApiService> {
  return service.restoreNext !== undefined && service.restoreError !== undefined
}
