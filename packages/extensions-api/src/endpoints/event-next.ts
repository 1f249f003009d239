import { answerText, disconnected, platformJson, type EndpointContext } from '@sim/protocol'
import { randomUUID } from 'node:crypto'
import { wireEvent, type ShutdownReason } from '../events.ts'
import { identifyExtension } from '../identify-extension.ts'
import type { ExtensionsApiService } from '../service.ts'

/** A SHUTDOWN event is JSON, too, but the platform leaves its type to be guessed. Captured. */
const contentTypes = { INVOKE: 'application/json', SHUTDOWN: 'text/plain; charset=utf-8' } as const

/**
 * `GET /extension/event/next`: blocks until there is an event.
 *
 * The body has no newline at its end. An INVOKE event has an id of its own, which the developer guide calls
 * `Lambda-Extension-Identifier`; the core sends it as below. Core: `rendering/rendering.go`.
 */
export async function eventNext(
  ctx: EndpointContext,
  service: ExtensionsApiService,
  spell: (reason: ShutdownReason) => string = (reason) => reason,
): Promise<void> {
  const extensionId = identifyExtension(ctx)

  const event = wireEvent(await service.next(extensionId, disconnected(ctx)))

  const spelled =
    event.eventType === 'SHUTDOWN'
      ? { ...event, shutdownReason: spell(event.shutdownReason) }
      : event
  if (event.eventType === 'INVOKE') ctx.set('Lambda-Extension-Event-Identifier', randomUUID())
  answerText(ctx, 200, contentTypes[event.eventType], platformJson(spelled).trimEnd())
}
