import { answerAtOnce, disconnected, type EndpointContext } from '@sim/protocol'
import type { OutgoingHttpHeaders } from 'node:http'
import * as z from 'zod'
import { headerText } from '../header-text.ts'
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
  'lambda-runtime-invocation-id': z.string().optional(),
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

  const headers: OutgoingHttpHeaders = {
    'Content-Type': event.contentType || 'application/json',
    'Lambda-Runtime-Aws-Request-Id': event.requestId,
    'Lambda-Runtime-Deadline-Ms': String(Math.trunc(event.deadlineMs)),
    'Lambda-Runtime-Invoked-Function-Arn': event.invokedFunctionArn,
  }
  setUnlessEmpty(headers, 'Lambda-Runtime-Trace-Id', event.traceId)
  setUnlessEmpty(headers, 'Lambda-Runtime-Client-Context', event.clientContext)
  setUnlessEmpty(headers, 'Lambda-Runtime-Cognito-Identity', event.cognitoIdentity)
  setUnlessEmpty(headers, 'Lambda-Runtime-Aws-Tenant-Id', event.tenantId)
  setUnlessEmpty(headers, 'Lambda-Runtime-Invocation-Id', event.invocationId)
  const { body } = event
  answerAtOnce(
    ctx,
    200,
    headers,
    body.length > maxPayloadBytes ? body.subarray(0, maxPayloadBytes) : body,
  )
}

function setUnlessEmpty(
  headers: OutgoingHttpHeaders,
  name: string,
  value: string | undefined,
): void {
  if (value) headers[name] = headerText(value)
}
