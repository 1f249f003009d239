import { ApiRouter } from '@sim/protocol'
import type { Middleware } from 'koa'
import { invocationResponse } from '../endpoints/invocation-response.ts'
import { ping } from '../endpoints/ping.ts'
import type { RuntimeApiOptions } from '../router.ts'
import type { RuntimeApiService } from '../service.ts'
import { initError } from './endpoints/init-error.ts'
import { invocationError } from './endpoints/invocation-error.ts'
import { invocationNext } from './endpoints/invocation-next.ts'

/**
 * The Runtime API, `2018-06-01`, as the runtime of a managed instance finds it: several invocations at a time, answered by
 * their ids. Any service will do, that of `ManagedRuntimeSession` is ready. A service's restore
 * endpoints are not served.
 *
 * Core: `rapi/router.go` of the managed core.
 */
export function managedRuntimeApi(
  service: RuntimeApiService,
  options: RuntimeApiOptions = {},
): Middleware {
  return new ApiRouter('/2018-06-01')
    .get('/ping', ping)
    .get('/runtime/invocation/next', (ctx) => invocationNext(ctx, service))
    .post('/runtime/invocation/:requestId/response', (ctx) => invocationResponse(ctx, service))
    .post('/runtime/invocation/:requestId/error', (ctx) => invocationError(ctx, service))
    .post('/runtime/init/error', (ctx) => initError(ctx, service))
    .middleware(options.onRefusal)
}
