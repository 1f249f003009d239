import type { ExtensionRegistry } from '@sim/extensions-api'
import { here, joined } from './world.ts'

/** An extension in this process: its polls, and the request ids that reached it. */
export function extension(
  registry: ExtensionRegistry,
  name: string,
  events: string[] = ['INVOKE'],
) {
  const id = joined(registry, name, events)
  const got: string[] = []
  const poll = (signal = here()) => {
    const polled = registry.next(id, signal)
    polled.then(
      (event) => got.push(event.eventType === 'INVOKE' ? event.requestId : event.shutdownReason),
      () => undefined,
    )
    return polled
  }
  return { id, name, got, poll }
}

/** Everything that is on its way has arrived. */
export const arrived = () => new Promise(setImmediate)
