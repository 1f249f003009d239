import type { TelemetryEvent } from '../events/telemetry-event.ts'
import type { LogsEvent } from './logs-event.ts'
import type { LogsReport } from './logs-report.ts'

type Report = TelemetryEvent<'platform.report'>

/**
 * The end of an invocation as the Logs API tells of it: a `platform.fault` if it failed, then a
 * `platform.end`, then a `platform.report` without any status. Documented; the order and the common
 * time of the last two: captured.
 */
export function projectReport({ time, record }: Report): readonly LogsEvent[] {
  const { requestId, tracing } = record
  // Only managed instances tell less, and they have no Logs API.
  const metrics = record.metrics as LogsReport['metrics']
  return [
    ...(record.status === 'success'
      ? []
      : [{ time, type: 'platform.fault', record: faultOf(record) } as const]),
    { time, type: 'platform.end', record: { requestId } },
    { time, type: 'platform.report', record: { requestId, metrics, tracing } },
  ]
}

/** Documented, the newer of two wordings. Chosen: without a type of error, as for a time-out, it ends after the status. */
function faultOf({ requestId, status, errorType }: Report['record']): string {
  const type = errorType === undefined ? '' : `\tErrorType: ${errorType}`
  return `RequestId: ${requestId} Status: ${status}${type}`
}
