import type { TelemetryRecords } from '@sim/telemetry-api'
import { billedRestoreMs } from './durations.ts'

type Report = TelemetryRecords['platform.report']
type InitReport = TelemetryRecords['platform.initReport']
type RestoreReport = TelemetryRecords['platform.restoreReport']

/**
 * `REPORT`, as CloudWatch has it: fields between tabs, and a tab at the end unless a status follows.
 *
 * Captured: production logs of 2023 to 2026, cold, warm, restored, timed out and crashed.
 */
export function reportLine({ requestId, metrics, ...end }: Report): string {
  const { durationMs, billedDurationMs, memorySizeMB, maxMemoryUsedMB } = metrics
  const fields = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${milliseconds(durationMs)}`,
    ...whole('Billed Duration', billedDurationMs, 'ms'),
    ...whole('Memory Size', memorySizeMB, 'MB'),
    ...whole('Max Memory Used', maxMemoryUsedMB, 'MB'),
    ...optional('Init Duration', metrics.initDurationMs),
    ...restoreFields(metrics.restoreDurationMs),
  ]
  return `${fields.join('\t')}\t${statusFields(end).join('\t')}`
}

/** `INIT_REPORT`, as CloudWatch has it. Captured, documented. */
export function initReportLine({ metrics, phase, ...end }: InitReport): string {
  const fields = [
    `INIT_REPORT Init Duration: ${milliseconds(metrics.durationMs)}`,
    `Phase: ${phase}`,
  ]
  return [...fields, ...statusFields(end)].join('\t')
}

/** `RESTORE_REPORT`, as CloudWatch has it. Captured, and documented with its failures. */
export function restoreReportLine({ metrics, ...end }: RestoreReport): string {
  const duration = `RESTORE_REPORT Restore Duration: ${milliseconds(metrics?.durationMs ?? 0)}`
  return [duration, ...statusFields(end)].join('\t')
}

function restoreFields(durationMs: number | undefined): string[] {
  if (durationMs === undefined) return []
  const billed = `Billed Restore Duration: ${billedRestoreMs(durationMs)} ms`
  return [...optional('Restore Duration', durationMs), billed]
}

function statusFields({ status, errorType }: Pick<Report, 'status' | 'errorType'>): string[] {
  if (status === 'success') return []
  return [`Status: ${status}`, ...(errorType === undefined ? [] : [`Error Type: ${errorType}`])]
}

function optional(name: string, ms: number | undefined): string[] {
  return ms === undefined ? [] : [`${name}: ${milliseconds(ms)}`]
}

/** What a managed instance does not tell is left out. */
function whole(name: string, value: number | undefined, unit: string): string[] {
  return value === undefined ? [] : [`${name}: ${value} ${unit}`]
}

const milliseconds = (ms: number): string => `${ms.toFixed(2)} ms`
