import type { TelemetryEvent } from '../events/telemetry-event.ts'
import type { LogsEvent } from './logs-event.ts'
import { LogsInitializationType } from './logs-init-runtime-done.ts'
import { logsStatusOf } from './logs-status.ts'

type InitEvent = TelemetryEvent<'platform.initRuntimeDone' | 'platform.initReport'>
type RestoreEvent = TelemetryEvent<
  'platform.restoreStart' | 'platform.restoreRuntimeDone' | 'platform.restoreReport'
>

/** The end of an initialisation as the Logs API tells of it, where it does: see `LogsInitializationType`. */
export function projectInit(event: InitEvent): readonly LogsEvent[] {
  const { success, data: initializationType } = LogsInitializationType.safeParse(
    event.record.initializationType,
  )
  if (!success) return []
  const { time, type } = event
  if (type === 'platform.initRuntimeDone') {
    const status = logsStatusOf(event.record.status)
    return [{ time, type, record: { initializationType, status } }]
  }
  return [{ time, type, record: { initializationType, metrics: billed(event.record.metrics) } }]
}

/** A restore as the Logs API tells of it. */
export function projectRestore(event: RestoreEvent): readonly LogsEvent[] {
  const { time, type } = event
  switch (type) {
    case 'platform.restoreStart':
      return [{ time, type, record: {} }]
    case 'platform.restoreRuntimeDone':
      return [{ time, type, record: { status: logsStatusOf(event.record.status) } }]
    default:
      return [{ time, type, record: { metrics: billed(event.record.metrics) } }]
  }
}

const billed = ({ durationMs } = { durationMs: 0 }) => ({
  durationMs,
  billedDurationMs: Math.ceil(durationMs),
})
