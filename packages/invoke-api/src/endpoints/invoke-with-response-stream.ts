import { answerAtOnce, disconnected, type EndpointContext } from '@sim/protocol'
import { randomUUID } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { eventStreamEncoder, eventStreamType, type EncodeEvent } from '../event-stream.ts'
import { ResponseStreamingInvocationType } from '../invoke-headers.ts'
import { readInvokeRequest } from '../invoke-request.ts'
import { logTail } from '../log-tail.ts'
import type {
  FunctionCall,
  FunctionResponse,
  FunctionResponseEnd,
  FunctionResult,
  InvokeApiService,
} from '../service.ts'

/**
 * `POST /functions/{name}/response-streaming-invocations`: run the function, and answer while it does.
 *
 * 200 with `PayloadChunk` events and one `InvokeComplete`, which tells of an error, too; 204 for a dry run. Documented:
 * API_InvokeWithResponseStream.
 */
export async function invokeWithResponseStream(
  ctx: EndpointContext,
  service: InvokeApiService,
): Promise<void> {
  const types = ResponseStreamingInvocationType
  const { invocationType, call } = await readInvokeRequest(ctx, types, (name) => service.find(name))
  if (invocationType === 'DryRun') {
    return answerAtOnce(ctx, 204, { 'X-Amzn-RequestId': randomUUID() }, Buffer.alloc(0))
  }
  const encode = await eventStreamEncoder()
  const response = await respond(service, call)
  ctx.respond = false
  ctx.res.writeHead(200, {
    'Content-Type': eventStreamType,
    'X-Amzn-RequestId': response.requestId,
    'X-Amz-Executed-Version': response.executedVersion,
  })
  // The caller learns that the response has begun, even if nothing comes of it for a while.
  ctx.res.flushHeaders()
  const gone = disconnected(ctx)
  try {
    await pipeline(() => frames(response, encode), ctx.res)
  } catch (error) {
    // Nobody is left to be told.
    if (!gone.aborted) throw error
  }
}

async function respond(service: InvokeApiService, call: FunctionCall): Promise<FunctionResponse> {
  return service.invokeWithResponseStream === undefined
    ? asResponse(await service.invoke(call))
    : await service.invokeWithResponseStream(call)
}

/** A whole answer as a response of one part; an error has none. */
function asResponse(result: FunctionResult): FunctionResponse {
  const { requestId, executedVersion, functionError, payload, log } = result
  const details = payload.toString('utf8')
  const error = functionError === undefined ? undefined : { code: functionError, details }
  return {
    requestId,
    executedVersion,
    body: one(error ? [] : [payload]),
    ended: async () => ({ error, log }),
  }
}

async function* one(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts
}

async function* frames(
  response: FunctionResponse,
  encode: EncodeEvent,
): AsyncGenerator<Uint8Array> {
  let failure: { readonly cause: unknown } | undefined
  try {
    for await (const part of response.body)
      yield encode('PayloadChunk', 'application/octet-stream', part)
  } catch (cause) {
    failure = { cause }
  }
  const end = await response.ended()
  if (failure !== undefined && end.error === undefined) throw failure.cause
  yield encode('InvokeComplete', 'application/json', Buffer.from(JSON.stringify(completion(end))))
}

/** The members that SDKs read. Documented: InvokeWithResponseStreamCompleteEvent. */
function completion({ error, log }: FunctionResponseEnd) {
  return {
    ...(error === undefined ? {} : { ErrorCode: error.code, ErrorDetails: error.details }),
    ...(log === undefined ? {} : { LogResult: logTail(log) }),
  }
}
