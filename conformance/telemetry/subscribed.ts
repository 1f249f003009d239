import type { Part, Step } from './actors.ts'
import { request, telemetryPath } from './subscribe.ts'

/** The steps of an extension that registers for both events and subscribes, with what differs from a usual request. */
export function subscribing(uri: string, differing: object = {}): Step[] {
  return [
    ['register', 'INVOKE', 'SHUTDOWN'],
    ['subscribe', telemetryPath, request(uri, differing)],
  ]
}

/** An extension that does so and nothing else. */
export const subscriber =
  (differing: object = {}) =>
  (uri: string): Part => ({ start: subscribing(uri, differing) })
