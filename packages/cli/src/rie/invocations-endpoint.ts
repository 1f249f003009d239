import { answerAtOnce, readBody, type Middleware } from '@sim/protocol'
import type { InvokeOptions } from '@sim/simulator'
import { clientContext } from './client-context.ts'
import type { EmulatedAnswer } from './emulated-answer.ts'
import { sniffContentType } from './sniff-content-type.ts'

/** The one path that callers use: the function's name in it is always `function`. */
export const invocationsPath = '/2015-03-31/functions/function/invocations'

/** Runs an invocation and resolves when its caller can be answered. */
export type Emulate = (event: Buffer, options: InvokeOptions) => Promise<EmulatedAnswer>

const failed: EmulatedAnswer = { status: 500, body: Buffer.alloc(0) }

/**
 * The emulator's door for callers, as Koa middleware. Any method will do.
 *
 * Of the request's headers four count; its content type does not reach the runtime. Of the answer only the body
 * comes out, its content type is guessed. Core: `rie/http.go`, `rie/handlers.go`.
 */
export function invocationsEndpoint(emulate: Emulate): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== invocationsPath) return next()
    const { bytes } = await readBody(ctx.req)
    const context = clientContext(ctx.get('X-Amz-Client-Context'))
    const { status, body } =
      context === undefined
        ? failed
        : await emulate(bytes, {
            clientContext: context || undefined,
            traceId: ctx.get('X-Amzn-Trace-Id') || undefined,
            tenantId: ctx.get('X-Amz-Tenant-Id') || undefined,
          })
    const type = sniffContentType(body)
    answerAtOnce(ctx, status, type === undefined ? {} : { 'Content-Type': type }, body)
  }
}
