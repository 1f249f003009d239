import { answerAccepted, type EndpointContext } from '@sim/protocol'
import { errorType } from '../error-type.ts'
import { identifyExtension } from '../identify-extension.ts'
import type { ExtensionsApiService } from '../service.ts'

/**
 * `POST /extension/init/error`: the extension could not initialise. Any body, which is not read.
 *
 * It does not end init by itself: that is when the process exits, or the time is over. Captured.
 */
export function initError(ctx: EndpointContext, service: ExtensionsApiService): void {
  const extensionId = identifyExtension(ctx)
  const reported = errorType(ctx)

  service.initError(extensionId, reported)

  answerAccepted(ctx)
}
