import { answerAtOnce, ApiRouter, parseUuid, readBody, type Middleware } from '@sim/protocol'
import type { InvokeOptions } from '@sim/simulator'
import type { ManagedAnswer } from './managed-answer.ts'

/** Runs an invocation and resolves when its caller can be answered. */
export type ManagedInvoke = (event: Buffer, options: InvokeOptions) => Promise<ManagedAnswer>

/**
 * Where callers of the emulator for managed instances come in, by POST only.
 *
 * The client context goes to the runtime as it comes, base64 included; `X-Amzn-RequestId` is the invocation's id if it is a
 * UUID. Core: `internal/app.go`, `rie_invoke_request.go`; that another id is replaced is chosen.
 */
export function managedDoor(invoke: ManagedInvoke): Middleware {
  return new ApiRouter('/2015-03-31')
    .post('/functions/function/invocations', async (ctx) => {
      const { bytes } = await readBody(ctx.req)
      const { status, headers, body } = await invoke(bytes, {
        requestId: parseUuid(ctx.get('X-Amzn-RequestId')),
        contentType: ctx.get('Content-Type') || undefined,
        traceId: ctx.get('X-Amzn-Trace-Id') || undefined,
        clientContext: ctx.get('X-Amz-Client-Context') || undefined,
      })
      answerAtOnce(ctx, status, { ...headers }, body)
    })
    .middleware()
}
