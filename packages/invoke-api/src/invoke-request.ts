import { readBody, RefusalError, type EndpointContext, type Refusal } from '@sim/protocol'
import { isUtf8 } from 'node:buffer'
import type * as z from 'zod'
import { parseFunctionReference, type FunctionReference } from './function-reference.ts'
import { InvocationType, LogType } from './invoke-headers.ts'
import { maxAsyncPayloadBytes, maxSyncPayloadBytes, refusals } from './refusals.ts'
import type { FunctionCall } from './service.ts'

/** A request to invoke, understood. */
export interface InvokeRequest<T extends InvocationType = InvocationType> {
  readonly invocationType: T
  readonly call: FunctionCall
}

const emptyEvent = Buffer.from('{}')

/**
 * Reads a request in the service's order: names and headers, the size, the JSON.
 *
 * `types`: those that may be asked for; `RequestResponse` is always one. `find` throws for a function that is not there; that is judged before the body.
 */
export async function readInvokeRequest<T extends InvocationType>(
  ctx: EndpointContext,
  types: z.ZodEnum<{ [Type in T]: Type }>,
  find: (reference: FunctionReference) => void,
): Promise<InvokeRequest<T>> {
  const reference = functionReference(ctx)
  const { invalidInvocationType, invalidLogType } = refusals
  const invocationType =
    header(ctx, 'X-Amz-Invocation-Type', types, (value) =>
      invalidInvocationType(value, types.options),
    ) ?? ('RequestResponse' as T)
  const logType = header(ctx, 'X-Amz-Log-Type', LogType, invalidLogType)
  find(reference)
  const isSync = invocationType !== 'Event'
  const clientContext = readClientContext(ctx.get('X-Amz-Client-Context'))
  const payload = await readPayload(ctx, isSync ? maxSyncPayloadBytes : maxAsyncPayloadBytes)
  const call = {
    function: reference,
    payload,
    // Documented: only synchronous calls pass it on.
    clientContext: isSync ? clientContext : undefined,
    traceId: ctx.get('X-Amzn-Trace-Id') || undefined,
    tenantId: ctx.get('X-Amz-Tenant-Id') || undefined,
    wantsLog: isSync && logType === 'Tail',
  }
  return { invocationType, call }
}

function functionReference(ctx: EndpointContext): FunctionReference {
  const text = ctx.params['functionName'] ?? ''
  const reference = parseFunctionReference(text)
  if (reference === undefined) throw new RefusalError(refusals.invalidFunctionName(text))
  const given = queried(ctx.querystring, 'Qualifier')
  const { qualifier = given } = reference
  if (given !== undefined && given !== qualifier) throw new RefusalError(refusals.qualifierTwice)
  return { ...reference, qualifier }
}

function queried(query: string, name: string): string | undefined {
  if (query === '') return undefined
  return new URLSearchParams(query).get(name) ?? undefined
}

function header<T extends string>(
  ctx: EndpointContext,
  name: string,
  schema: z.ZodType<T>,
  refusal: (value: string) => Refusal,
): T | undefined {
  const value = ctx.get(name)
  if (value === '') return undefined
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new RefusalError(refusal(value))
  return parsed.data
}

function readClientContext(value: string): string | undefined {
  if (value === '') return undefined
  const text = Buffer.from(value, 'base64').toString('utf8')
  const isBase64 = /^[A-Za-z0-9+/]*={0,2}$/.test(value)
  if (!isBase64 || faultOf(text) !== undefined) {
    throw new RefusalError(refusals.invalidClientContext)
  }
  return text
}

async function readPayload(ctx: EndpointContext, limit: number): Promise<Buffer> {
  const { bytes, size } = await readBody(ctx.req, limit)
  if (size > limit) throw new RefusalError(refusals.tooLarge(limit))
  // Captured: a call without a payload is one with an empty object.
  if (size === 0) return emptyEvent
  const fault = isUtf8(bytes) ? faultOf(bytes.toString('utf8')) : 'Invalid UTF-8'
  if (fault !== undefined) throw new RefusalError(refusals.invalidPayload(fault))
  return bytes
}

/** What is wrong with a JSON text; `undefined` if nothing is. */
function faultOf(text: string): string | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return (error as SyntaxError).message
  }
}
