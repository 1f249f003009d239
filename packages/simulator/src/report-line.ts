import type { TelemetryRecords } from '@sim/telemetry-api'

type Report = TelemetryRecords['platform.report']
type InitReport = TelemetryRecords['platform.initReport']

/**
 * `REPORT`, as CloudWatch has it: fields between tabs, and a tab at the end unless a status follows.
 *
 * Captured: production logs of 2025 and 2026, cold, warm, timed out and crashed.
 */
export function reportLine({ requestId, metrics, ...end }: Report): string {
  const { durationMs, billedDurationMs, memorySizeMB, maxMemoryUsedMB } = metrics
  const fields = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${milliseconds(durationMs)}`,
    `Billed Duration: ${billedDurationMs} ms`,
    `Memory Size: ${memorySizeMB} MB`,
    `Max Memory Used: ${maxMemoryUsedMB} MB`,
    ...optional('Init Duration', metrics.initDurationMs),
    ...optional('Restore Duration', metrics.restoreDurationMs),
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

function statusFields({ status, errorType }: Pick<Report, 'status' | 'errorType'>): string[] {
  if (status === 'success') return []
  return [`Status: ${status}`, ...(errorType === undefined ? [] : [`Error Type: ${errorType}`])]
}

function optional(name: string, ms: number | undefined): string[] {
  return ms === undefined ? [] : [`${name}: ${milliseconds(ms)}`]
}

const milliseconds = (ms: number): string => `${ms.toFixed(2)} ms`
