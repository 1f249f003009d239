import { asText } from './as-text.ts'
import type { SchemaVersion } from './schema-version.ts'
import type { TelemetryEvent, TelemetryRecords } from './telemetry-event.ts'

/**
 * The event as subscribers of the Telemetry API with this schema version see it: the same object
 * where nothing differs, `undefined` if they do not see it.
 *
 * `line`: the text that was printed, for a record that is an object. Default: its JSON and a newline.
 */
export function project<T extends keyof TelemetryRecords>(
  event: TelemetryEvent<T>,
  version: SchemaVersion,
  line?: string,
): TelemetryEvent | undefined {
  if (event.type === 'platform.logsSubscription') return undefined
  if (version === '2025-01-29') return event
  const toOlder: Projection<T> | undefined = older[event.type]
  return toOlder === undefined ? event : toOlder(event, version, line)
}

type Projection<T extends keyof TelemetryRecords> = (
  event: TelemetryEvent<T>,
  version: Exclude<SchemaVersion, '2025-01-29'>,
  line?: string,
) => TelemetryEvent

function lineOf(
  event: TelemetryEvent<'function' | 'extension'>,
  version: SchemaVersion,
  line?: string,
): TelemetryEvent {
  return version === '2022-07-01' ? asText(event, line) : event
}

/** What older versions lack. */
const older: { readonly [T in keyof TelemetryRecords]?: Projection<T> } = {
  /**
   * 2022-07-01 has only the initialisation and the runtime's version, 2022-12-13 has the function's
   * identity too. Captured. The newest has all that is documented.
   */
  'platform.initStart': (event, version) => {
    const { initializationType, phase, functionName, functionVersion } = event.record
    const oldest = { initializationType, phase, ...runtimeOf(event.record) }
    const record = version === '2022-07-01' ? oldest : { ...oldest, functionName, functionVersion }
    return { ...event, record }
  },

  /** 2022-07-01 has only the runtime's version. Chosen: as above; newer ones are documented in full. */
  'platform.restoreStart': (event, version) =>
    version === '2022-07-01' ? { ...event, record: runtimeOf(event.record) } : event,

  /** The function's ARN came with the version of managed instances, which alone have it. Documented. */
  'platform.start': (event) =>
    event.record.functionArn === undefined
      ? event
      : { ...event, record: { ...event.record, functionArn: undefined } },

  /** Spans only with the newest. Chosen: no capture of the older two has any. */
  'platform.report': (event) =>
    event.record.spans === undefined
      ? event
      : { ...event, record: { ...event.record, spans: undefined } },

  /** With 2022-07-01 always text. Documented. */
  function: lineOf,
  extension: lineOf,
}

type Runtime = TelemetryRecords['platform.restoreStart']

const runtimeOf = ({ runtimeVersion, runtimeVersionArn }: Runtime): Runtime => ({
  runtimeVersion,
  runtimeVersionArn,
})
