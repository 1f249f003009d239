import { disconnected, type EndpointContext } from '@sim/protocol'
import * as z from 'zod'
import { maxPayloadBytes } from '../refusals.ts'
import type { RuntimeApiService } from '../service.ts'

/** The headers with which an event comes. Those without a value are left out. */
export const NextHeaders = z.strictObject({
  'content-type': z.string(),
  'lambda-runtime-aws-request-id': z.uuid(),
  'lambda-runtime-deadline-ms': z.string().regex(/^\d+$/),
  'lambda-runtime-invoked-function-arn': z.string(),
  'lambda-runtime-trace-id': z.string().optional(),
  'lambda-runtime-client-context': z.string().optional(),
  'lambda-runtime-cognito-identity': z.string().optional(),
  'lambda-runtime-aws-tenant-id': z.string().optional(),
})
export type NextHeaders = z.infer<typeof NextHeaders>

/**
 * `GET /runtime/invocation/next`: blocks until there is an event.
 *
 * The content type is always there: three official clients crash without it. The body is cut silently at
 * the payload limit. Core: `rendering/rendering.go`.
 */
export async function invocationNext(
  ctx: EndpointContext,
  service: RuntimeApiService,
): Promise<void> {
  const event = await service.next(disconnected(ctx))

  ctx.status = 200
  ctx.set('Content-Type', event.contentType || 'application/json')
  ctx.set('Lambda-Runtime-Aws-Request-Id', event.requestId)
  ctx.set('Lambda-Runtime-Deadline-Ms', String(Math.trunc(event.deadlineMs)))
  ctx.set('Lambda-Runtime-Invoked-Function-Arn', event.invokedFunctionArn)
  setUnlessEmpty(ctx, 'Lambda-Runtime-Trace-Id', event.traceId)
  setUnlessEmpty(ctx, 'Lambda-Runtime-Client-Context', event.clientContext)
  setUnlessEmpty(ctx, 'Lambda-Runtime-Cognito-Identity', event.cognitoIdentity)
  setUnlessEmpty(ctx, 'Lambda-Runtime-Aws-Tenant-Id', event.tenantId)
  ctx.body = event.body.subarray(0, maxPayloadBytes)
}

// A header carries bytes: UTF-8 goes out as it is, and what no header may hold becomes a space, as Go does
// with line ends.
function setUnlessEmpty(ctx: EndpointContext, name: string, value: string | undefined): void {
  if (!value) return
  const bytes = Buffer.from(value, 'utf8').toString('latin1')
  // oxlint-disable-next-line no-control-regex
  ctx.set(name, bytes.replace(/[\u0000-\u0008\u000a-\u001f\u007f]/g, ' '))
}
