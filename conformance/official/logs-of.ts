import { expect } from '@jest/globals'
import type { LogsSchemaVersion, TelemetryEvent } from '@sim/telemetry-api'
import type { ClientRecord } from './client-records.ts'

/** What the Logs API tells an extension of an event. Documented. */
export function logsOf(event: TelemetryEvent, version: LogsSchemaVersion): readonly ClientRecord[] {
  const { time, type } = event
  const told = (record: unknown): ClientRecord[] => [{ time, type, record }]
  switch (event.type) {
    case 'platform.initStart':
    case 'platform.telemetrySubscription':
      return []
    case 'platform.initRuntimeDone': {
      const { initializationType, status } = event.record
      return initializationType === 'on-demand'
        ? []
        : told({ initializationType, status: inLogs(status) })
    }
    case 'platform.initReport': {
      const { initializationType, metrics } = event.record
      return initializationType === 'on-demand'
        ? []
        : told({ initializationType, metrics: billed(metrics) })
    }
    case 'platform.restoreStart':
      return told({})
    case 'platform.restoreRuntimeDone':
      return told({ status: inLogs(event.record.status) })
    case 'platform.restoreReport':
      return told({ metrics: billed(event.record.metrics) })
    case 'platform.runtimeDone': {
      const { requestId, status } = event.record
      return version === '2020-08-15' ? [] : told({ requestId, status: inLogs(status) })
    }
    case 'platform.report': {
      const { requestId, metrics, status, tracing } = event.record
      const fault = { time, type: 'platform.fault', record: expect.stringContaining(requestId) }
      return [
        ...(status === 'success' ? [] : [fault]),
        { time, type: 'platform.end', record: { requestId } },
        ...told({ requestId, metrics, tracing }),
      ]
    }
    default:
      return [event]
  }
}

const inLogs = (status: string): string => (status === 'error' ? 'failure' : status)

const billed = ({ durationMs }: { readonly durationMs: number } = { durationMs: 0 }) => ({
  durationMs,
  billedDurationMs: Math.ceil(durationMs),
})
