import type { Invocation, PlatformReport } from './invocation.ts'

/**
 * What CloudWatch shows of one invocation: START, what the function printed, END, REPORT.
 *
 * Captured. A line for each, newline at the end.
 */
export function logText(invocation: Invocation, version: string): string {
  const { requestId, logs, report } = invocation
  const lines = [
    `START RequestId: ${requestId} Version: ${version}`,
    ...logs.map(({ text }) => text),
    `END RequestId: ${requestId}`,
    ...(report === undefined ? [] : [reportLine(report)]),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

/**
 * The REPORT line of an invocation, with its trailing tab, without a newline.
 *
 * Captured: the order of its parts, two decimals for durations, a status only where it is no success.
 */
export function reportLine({ requestId, status, errorType, metrics }: PlatformReport): string {
  const parts = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${metrics.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${metrics.billedDurationMs} ms`,
    `Memory Size: ${metrics.memorySizeMB} MB`,
    `Max Memory Used: ${metrics.maxMemoryUsedMB} MB`,
    metrics.initDurationMs !== undefined &&
      `Init Duration: ${metrics.initDurationMs.toFixed(2)} ms`,
    status !== 'success' && `Status: ${status}`,
    status !== 'success' && errorType !== undefined && `Error Type: ${errorType}`,
  ]
  return parts
    .filter((part) => part !== false)
    .map((part) => `${part}\t`)
    .join('')
}
