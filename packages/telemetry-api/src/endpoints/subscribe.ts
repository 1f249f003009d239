import { answerText, internalServerError, parseUuid, readBody, RefusalError } from '@sim/protocol'
import type { Endpoint, EndpointContext } from '@sim/protocol'
import { refusals } from '../refusals.ts'
import type { TelemetryApiService } from '../service.ts'
import { subscribeRequestFor, type SubscribeRequest } from '../subscribe-request.ts'

/** The largest request that is read, in bytes. Core (managed instances): more is a 500. */
const maxRequestBytes = 1_048_576

/**
 * `PUT /telemetry`: an extension asks for telemetry.
 *
 * The identifier is judged first, then whether the window is open, then the body. Core:
 * `rapi/handler/runtimelogs_test.go`, where an empty object is told that it comes too late. The
 * answer is a JSON string; its content type is what Go would guess.
 */
export function subscribe(service: TelemetryApiService): Endpoint {
  const schema = subscribeRequestFor(service.destinations ?? 'strict')
  return async (ctx) => {
    const extensionName = identify(ctx, service)
    const text = await readRequest(ctx)
    if (service.isOpen === false) throw new RefusalError(refusals.subscriptionClosed)

    const answer = service.subscribe(extensionName, parse(schema, text))

    answerText(ctx, 200, 'text/plain; charset=utf-8', JSON.stringify(answer))
  }
}

/** The request's text. Refuses one that is too large. */
export async function readRequest(ctx: EndpointContext): Promise<string> {
  const { bytes, size } = await readBody(ctx.req, maxRequestBytes)
  if (size > maxRequestBytes) throw new RefusalError(internalServerError)
  return bytes.toString('utf8')
}

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

function parse(schema: ReturnType<typeof subscribeRequestFor>, text: string): SubscribeRequest {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (cause) {
    const problem = `the request should be JSON: ${(cause as Error).message}`
    throw new RefusalError(refusals.validation([problem]), { cause })
  }
  const { success, data, error } = schema.safeParse(body)
  if (success) return data
  throw new RefusalError(refusals.validation(error.issues.map(({ message }) => message)))
}
