import { internalServerError, parseUuid, readBody, RefusalError } from '@sim/protocol'
import type { EndpointContext } from '@sim/protocol'
import type * as z from 'zod'
import { refusals } from '../refusals.ts'
import type { SubscriptionApi } from '../events/schema-version.ts'
import type { TelemetryApiService } from '../service.ts'

/** The largest request that is read, in bytes. Core (managed instances): more is a 500. */
const maxRequestBytes = 1_048_576

/** The name of the extension that calls. Refuses one that is nobody's. */
export function identify(ctx: EndpointContext, service: TelemetryApiService): string {
  const header = ctx.get('Lambda-Extension-Identifier')
  if (header === '') throw new RefusalError(refusals.missingExtensionIdentifier)
  const extensionId = parseUuid(header)
  if (extensionId === undefined) throw new RefusalError(refusals.invalidExtensionIdentifier)
  const name = service.extensionName(extensionId)
  if (name === undefined) throw new RefusalError(refusals.unknownExtension(extensionId))
  return name
}

/** The request's text. Refuses one that is too large. */
export async function readRequest(ctx: EndpointContext): Promise<string> {
  const { bytes, size } = await readBody(ctx.req, maxRequestBytes)
  if (size > maxRequestBytes) throw new RefusalError(internalServerError)
  return bytes.toString('utf8')
}

/** What the request says. Refuses one that the schema does not take, with all that is wrong with it. */
export function parseRequest<T>(schema: z.ZodType<T>, text: string, api: SubscriptionApi): T {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (cause) {
    const problem = `the request should be JSON: ${(cause as Error).message}`
    throw new RefusalError(refusals.validation([problem], api), { cause })
  }
  const { success, data, error } = schema.safeParse(body)
  if (success) return data
  const problems = error.issues.map(({ message }) => message)
  throw new RefusalError(refusals.validation(problems, api))
}
