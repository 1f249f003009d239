import { answerJson, readBody, RefusalError, type EndpointContext } from '@sim/protocol'
import type { ExtensionsProfile } from '../extension-rules.ts'
import { header } from '../header.ts'
import { refusals } from '../refusals.ts'
import { requestedEvents } from '../register-request.ts'
import { RegisterResponse } from '../register-response.ts'
import type { ExtensionsApiService } from '../service.ts'

/** The largest request on a managed instance, in bytes. Core: `rapi/server.go` of the managed core. */
const managedMaxBytes = 1024 * 1024

/**
 * `POST /extension/register`: an extension introduces itself, once, during init.
 *
 * In the platform's order: the name, the body, then whatever the service judges. Core:
 * `handler/agentregister.go`.
 */
export async function register(
  ctx: EndpointContext,
  service: ExtensionsApiService,
  profile: ExtensionsProfile = 'classic',
): Promise<void> {
  const name = header(ctx, 'lambda-extension-name')
  if (name === '') throw new RefusalError(refusals.emptyName)
  const limit = profile === 'managed' ? managedMaxBytes : Infinity
  const { bytes, size } = await readBody(ctx.req, limit)
  if (size > limit) throw new RefusalError(refusals.bodyTooLarge)
  const events = requestedEvents(bytes)
  const features = header(ctx, 'lambda-extension-accept-feature').split(',')

  const { extensionId, response } = service.register({
    name,
    events,
    features: features.map((feature) => feature.trim()).filter((feature) => feature !== ''),
  })

  ctx.set('Lambda-Extension-Identifier', extensionId)
  answerJson(ctx, 200, RegisterResponse.parse(response))
}
