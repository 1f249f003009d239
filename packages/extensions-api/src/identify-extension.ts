import { parseUuid, RefusalError, type EndpointContext } from '@sim/protocol'
import { header } from './header.ts'
import { refusals } from './refusals.ts'

/**
 * Who is calling: the id in `Lambda-Extension-Identifier`, in canonical spelling.
 *
 * Judged before anything else. Whether anybody has the id is for the service to say. Core:
 * `rapi/middleware/middleware.go`.
 */
export function identifyExtension(ctx: EndpointContext): string {
  const text = header(ctx, 'lambda-extension-identifier')
  if (text === '') throw new RefusalError(refusals.missingIdentifier)
  const extensionId = parseUuid(text)
  if (extensionId === undefined) throw new RefusalError(refusals.invalidIdentifier)
  return extensionId
}
