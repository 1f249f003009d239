import { answerAccepted, type EndpointContext } from '@sim/protocol'
import { errorType } from '../error-type.ts'
import { identifyExtension } from '../identify-extension.ts'
import type { ExtensionsApiService } from '../service.ts'

/**
 * `POST /extension/exit/error`: the extension is about to exit. Any body, which is not read.
 *
 * It does not end the invocation by itself: that is when the process exits, or the time is over. Captured.
 */
export function exitError(ctx: EndpointContext, service: ExtensionsApiService): void {
  const extensionId = identifyExtension(ctx)
  const reported = errorType(ctx)

  service.exitError(extensionId, reported)

  answerAccepted(ctx)
}
