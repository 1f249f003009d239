import { answerAtOnce, type EndpointContext } from '@sim/protocol'
import { randomUUID } from 'node:crypto'
import type { OutgoingHttpHeaders } from 'node:http'
import { InvocationType } from '../invoke-headers.ts'
import { readInvokeRequest } from '../invoke-request.ts'
import { logTail } from '../log-tail.ts'
import type { FunctionResult, InvokeApiService } from '../service.ts'

const nothing = Buffer.alloc(0)

/**
 * `POST /functions/{name}/invocations`: run the function.
 *
 * 200 with the answer, 202 for an event that was taken, 204 for a dry run. Documented: API_Invoke.
 */
export async function invoke(ctx: EndpointContext, service: InvokeApiService): Promise<void> {
  const { invocationType, call } = await readInvokeRequest(ctx, InvocationType, (name) =>
    service.find(name),
  )
  switch (invocationType) {
    case 'DryRun':
      return answerAtOnce(ctx, 204, { 'X-Amzn-RequestId': randomUUID() }, nothing)
    case 'Event': {
      const headers = { 'X-Amzn-RequestId': service.enqueue(call) }
      return answerAtOnce(ctx, 202, headers, nothing)
    }
    case 'RequestResponse': {
      const result = await service.invoke(call)
      if (ctx.writable) answerAtOnce(ctx, 200, resultHeaders(result), result.payload)
    }
  }
}

function resultHeaders(result: FunctionResult): OutgoingHttpHeaders {
  const { requestId, functionError, executedVersion, log } = result
  return {
    'Content-Type': 'application/json',
    'X-Amzn-RequestId': requestId,
    'X-Amz-Executed-Version': executedVersion,
    ...(functionError === undefined ? {} : { 'X-Amz-Function-Error': functionError }),
    ...(log === undefined ? {} : { 'X-Amz-Log-Result': logTail(log) }),
  }
}
