import type { SchemaVersion } from './schema-version.ts'
import type { TelemetryEvent } from './telemetry-event.ts'

/**
 * The event as subscribers with this schema version see it; the same object where nothing differs.
 *
 * - `platform.initStart`: 2022-07-01 has only the initialisation and the runtime's version,
 *   2022-12-13 has the function's identity too (both captured), 2025-01-29 has all that is
 *   documented.
 * - `platform.restoreStart`: the same parts of it. Chosen: no capture has more than that.
 * - `platform.report`: spans only with 2025-01-29. Chosen: no capture of the older two has any.
 * - `function`, `extension`: with 2022-07-01 the record is always the line's text. Documented.
 */
export function project(event: TelemetryEvent, version: SchemaVersion): TelemetryEvent {
  if (version === '2025-01-29') return event
  switch (event.type) {
    case 'platform.initStart':
      return { ...event, record: initStart(event.record, version) }
    case 'platform.restoreStart':
      return { ...event, record: identity(event.record, version) }
    case 'platform.report': {
      if (event.record.spans === undefined) return event
      const { spans: _spans, ...record } = event.record
      return { ...event, record }
    }
    case 'function':
    case 'extension':
      if (version !== '2022-07-01' || typeof event.record === 'string') return event
      return { ...event, record: `${JSON.stringify(event.record)}\n` }
    default:
      return event
  }
}

type InitStart = TelemetryEvent<'platform.initStart'>['record']
type RestoreStart = TelemetryEvent<'platform.restoreStart'>['record']

function initStart(record: InitStart, version: SchemaVersion): InitStart {
  const { initializationType, phase } = record
  return { initializationType, phase, ...identity(record, version) }
}

function identity(record: RestoreStart, version: SchemaVersion): RestoreStart {
  const { runtimeVersion, runtimeVersionArn } = record
  const oldest = { runtimeVersion, runtimeVersionArn }
  if (version === '2022-07-01') return oldest
  const { functionName, functionVersion } = record
  return { ...oldest, functionName, functionVersion }
}
