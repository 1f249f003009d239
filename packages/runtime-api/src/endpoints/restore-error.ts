import { answerAccepted, readBody, type EndpointContext } from '@sim/protocol'
import { normaliseErrorType } from '../error-type.ts'
import type { RuntimeApiService } from '../service.ts'

/** `POST /runtime/restore/error`: a hook after the restore failed. Nobody gets its body. Core: `handler/restoreerror.go`. */
export async function restoreError(
  ctx: EndpointContext,
  service: Pick<Required<RuntimeApiService>, 'restoreError'>,
): Promise<void> {
  // A client that is answered before it was heard out may take that for a broken connection.
  await readBody(ctx.req, 0)

  service.restoreError(normaliseErrorType(ctx.get('Lambda-Runtime-Function-Error-Type')))
  answerAccepted(ctx)
}
