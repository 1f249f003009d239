import { expect, test } from '@jest/globals'
import type { PlatformReport } from '@sim/simulator'
import { reportLine } from '../src/log-text.ts'

const report: PlatformReport = {
  requestId: 'r-1',
  status: 'success',
  metrics: {
    durationMs: 12.3,
    billedDurationMs: 113,
    memorySizeMB: 128,
    maxMemoryUsedMB: 61,
  },
}
const start =
  'REPORT RequestId: r-1\tDuration: 12.30 ms\tBilled Duration: 113 ms\tMemory Size: 128 MB\tMax Memory Used: 61 MB\t'

test.each<[string, PlatformReport, string]>([
  ['a warm success', report, start],
  [
    'a cold start',
    { ...report, metrics: { ...report.metrics, initDurationMs: 99.125 } },
    `${start}Init Duration: 99.13 ms\t`,
  ],
  ['a time-out', { ...report, status: 'timeout' }, `${start}Status: timeout\t`],
  [
    'a crash',
    { ...report, status: 'error', errorType: 'Runtime.ExitError' },
    `${start}Status: error\tError Type: Runtime.ExitError\t`,
  ],
])('the REPORT line of %s', (_, record, line) => {
  expect(reportLine(record)).toBe(line)
})
