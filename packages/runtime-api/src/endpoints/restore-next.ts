import { answerAtOnce, disconnected, type EndpointContext } from '@sim/protocol'
import type { RuntimeApiService } from '../service.ts'

const nothing = Buffer.alloc(0)

/**
 * `GET /runtime/restore/next`: the runtime may be put into a snapshot; blocks until the snapshot is restored.
 *
 * The answer is empty and has none of an event's headers. Core: `handler/restorenext.go`, `rendering/rendering.go`.
 */
export async function restoreNext(
  ctx: EndpointContext,
  service: Pick<Required<RuntimeApiService>, 'restoreNext'>,
): Promise<void> {
  await service.restoreNext(disconnected(ctx))

  answerAtOnce(ctx, 200, {}, nothing)
}
