import { ApiRouter, type Middleware, type RefusalListener } from '@sim/protocol'
import { answerServiceError } from './answer-service-error.ts'
import { invoke } from './endpoints/invoke.ts'
import type { InvokeApiService } from './service.ts'

/** How the API is mounted. */
export interface InvokeApiOptions {
  /** Hears of each refusal that the API gives. */
  readonly onRefusal?: RefusalListener | undefined
}

/**
 * The Invoke API, `2015-03-31`, as Koa middleware over a service: what `Invoke` of the AWS SDKs calls.
 *
 * Signatures and credentials are not looked at. Mount it in a Koa application, or hand it to
 * `requestListener` for `node:http`, Express and Fastify.
 */
export function invokeApi(service: InvokeApiService, options: InvokeApiOptions = {}): Middleware {
  return new ApiRouter('/2015-03-31', answerServiceError)
    .post('/functions/:functionName/invocations', (ctx) => invoke(ctx, service))
    .middleware(options.onRefusal)
}
