import { answerAccepted, type EndpointContext } from '@sim/protocol'
import { parseJson } from '../../error-cause-body.ts'
import { normaliseErrorType } from '../../error-type.ts'
import { readError } from '../read-error.ts'
import type { RuntimeApiService } from '../../service.ts'

/**
 * `POST /runtime/init/error`: the runtime could not initialise. Any body up to 1 MiB, any type.
 *
 * It does not end init by itself: that is when the process exits, or the time is over. Captured.
 */
export async function initError(ctx: EndpointContext, service: RuntimeApiService): Promise<void> {
  const body = await readError(ctx)

  service.initError({
    errorType: normaliseErrorType(ctx.get('Lambda-Runtime-Function-Error-Type')),
    body,
    contentType: parseJson(body) === undefined ? 'application/octet-stream' : 'application/json',
  })
  answerAccepted(ctx)
}
