import { asText } from '../events/as-text.ts'
import { notKept } from '../events/not-kept.ts'
import type { LogsSchemaVersion } from '../events/schema-version.ts'
import type { TelemetryEvent, TelemetryRecords } from '../events/telemetry-event.ts'
import type { LogsEvent } from './logs-event.ts'
import { logsStatusOf } from './logs-status.ts'
import { projectInit, projectRestore } from './project-init.ts'
import { projectReport } from './project-report.ts'

/**
 * The event as subscribers of the Logs API with this version see it: as none, one or several; the
 * same object where nothing differs.
 *
 * `line`: as in `project`.
 */
export function projectToLogs<T extends keyof TelemetryRecords>(
  event: TelemetryEvent<T>,
  version: LogsSchemaVersion,
  line?: string,
): readonly LogsEvent[] {
  const toLogs: Projection<T> = projections[event.type]
  return toLogs(event, version, line)
}

type Projection<T extends keyof TelemetryRecords> = (
  event: TelemetryEvent<T>,
  version: LogsSchemaVersion,
  line?: string,
) => readonly LogsEvent[]

/** Why something was dropped, in the words of the Logs API. Documented. */
const notAcknowledged =
  'Consumer seems to have fallen behind as it has not acknowledged receipt of logs.'

const projections: { readonly [T in keyof TelemetryRecords]: Projection<T> } = {
  /** Documented: there is no such event. */
  'platform.initStart': () => [],
  'platform.initRuntimeDone': projectInit,
  'platform.initReport': projectInit,
  'platform.restoreStart': projectRestore,
  'platform.restoreRuntimeDone': projectRestore,
  'platform.restoreReport': projectRestore,

  /** Nothing but the request and the function's version. Captured. */
  'platform.start': ({ time, type, record: { requestId, version } }) => [
    { time, type, record: { requestId, version } },
  ],

  /** With 2021-03-18 only, and nothing but its status. Documented. */
  'platform.runtimeDone': ({ time, type, record: { requestId, status } }, version) =>
    version === '2020-08-15'
      ? []
      : [{ time, type, record: { requestId, status: logsStatusOf(status) } }],

  'platform.report': projectReport,
  'platform.extension': (event) => [event],
  'platform.telemetrySubscription': () => [],
  'platform.logsSubscription': (event) => [event],

  /** A loss that no subscriber is to blame for keeps its reason. Chosen: one text only is documented. */
  'platform.logsDropped': ({ time, type, record: { reason, droppedRecords, droppedBytes } }) => {
    const inWords = reason === notKept ? reason : notAcknowledged
    return [{ time, type, record: { reason: inWords, droppedRecords, droppedBytes } }]
  },

  /** Always text. Documented. */
  function: (event, _version, line) => [asText(event, line)],
  extension: (event, _version, line) => [asText(event, line)],
}
