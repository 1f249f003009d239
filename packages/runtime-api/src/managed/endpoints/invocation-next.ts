import { answerAtOnce, disconnected, type EndpointContext } from '@sim/protocol'
import { headerText } from '../../header-text.ts'
import { maxPayloadBytes } from '../../refusals.ts'
import type { RuntimeApiService } from '../../service.ts'

/**
 * `GET /runtime/invocation/next`: a worker is idle. Blocks until there is an event for it. A body is never read.
 *
 * Unlike on the classic API every header is there, be it empty, but that of a tenant, which is never. Core:
 * `invoke/runtime_response_sender.go`.
 */
export async function invocationNext(
  ctx: EndpointContext,
  service: RuntimeApiService,
): Promise<void> {
  const event = await service.next(disconnected(ctx))

  const { body } = event
  const headers = {
    'Content-Type': event.contentType || 'application/json',
    'Lambda-Runtime-Aws-Request-Id': event.requestId,
    'Lambda-Runtime-Deadline-Ms': String(Math.trunc(event.deadlineMs)),
    'Lambda-Runtime-Invoked-Function-Arn': event.invokedFunctionArn,
    'Lambda-Runtime-Trace-Id': headerText(event.traceId ?? ''),
    'Lambda-Runtime-Client-Context': headerText(event.clientContext ?? ''),
    'Lambda-Runtime-Cognito-Identity': headerText(event.cognitoIdentity ?? ''),
  }
  answerAtOnce(ctx, 200, headers, body.subarray(0, maxPayloadBytes))
}
