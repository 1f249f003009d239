import { ApiRouter, type Middleware, type RefusalListener } from '@sim/protocol'
import { answerServiceError } from './answer-service-error.ts'
import { invokeWithResponseStream } from './endpoints/invoke-with-response-stream.ts'
import { invoke } from './endpoints/invoke.ts'
import type { InvokeApiService } from './service.ts'

/** How the API is mounted. */
export interface InvokeApiOptions {
  /** Hears of each refusal that the API gives. */
  readonly onRefusal?: RefusalListener | undefined
}

/**
 * The Invoke API, `2015-03-31`, as Koa middleware over a service: what `Invoke` of the AWS SDKs calls; and
 * `InvokeWithResponseStream`, which is of `2021-11-15`.
 *
 * Signatures and credentials are not looked at. Mount it in a Koa application, or hand it to
 * `requestListener` for `node:http`, Express and Fastify.
 */
export function invokeApi(service: InvokeApiService, options: InvokeApiOptions = {}): Middleware {
  const whole = new ApiRouter('/2015-03-31', answerServiceError)
    .post('/functions/:functionName/invocations', (ctx) => invoke(ctx, service))
    .middleware(options.onRefusal)
  const streamed = new ApiRouter('/2021-11-15', answerServiceError)
    .post('/functions/:functionName/response-streaming-invocations', (ctx) =>
      invokeWithResponseStream(ctx, service),
    )
    .middleware(options.onRefusal)
  return (ctx, next) => whole(ctx, () => streamed(ctx, next))
}
