import type { Invocation } from './invocation.ts'
import { reportLine } from '../telemetry/report-line.ts'

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
