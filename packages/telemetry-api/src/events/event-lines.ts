import { RenderedEvent } from './rendered-event.ts'
import type { SchemaVersion } from './schema-version.ts'
import type { TelemetryEvent } from './telemetry-event.ts'

/**
 * The events as a subscriber of the Telemetry API with this schema version is sent them: each is a line of JSON, its newline
 * included. Default: the newest version. What such a subscriber is not sent is left out; a printed JSON object is written anew.
 */
export function* eventLines(
  events: Iterable<TelemetryEvent>,
  version: SchemaVersion = '2025-01-29',
): Generator<string, void, undefined> {
  for (const event of events) {
    for (const { text } of new RenderedEvent(event).textsFor(version)) yield `${text}\n`
  }
}
