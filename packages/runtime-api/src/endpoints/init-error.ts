import { answerAccepted, readBody, type EndpointContext } from '@sim/protocol'
import { parseJson } from '../error-cause-body.ts'
import { normaliseErrorType } from '../error-type.ts'
import { maxPayloadBytes } from '../refusals.ts'
import type { RuntimeApiService } from '../service.ts'

/**
 * `POST /runtime/init/error`: the runtime could not initialise. Any body, any type.
 *
 * It does not end init by itself: that is when the process exits, or the time is over. Captured.
 */
export async function initError(ctx: EndpointContext, service: RuntimeApiService): Promise<void> {
  const { bytes } = await readBody(ctx.req, maxPayloadBytes)

  service.initError({
    errorType: normaliseErrorType(ctx.get('Lambda-Runtime-Function-Error-Type')),
    body: bytes,
    contentType: parseJson(bytes) === undefined ? 'application/octet-stream' : 'application/json',
  })
  answerAccepted(ctx)
}
