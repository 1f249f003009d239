import { expect, test } from '@jest/globals'
import { endLines, startLine } from '../../src/rie/report-lines.ts'

const report = {
  requestId: 'an-id',
  status: 'success',
  metrics: { durationMs: 12.345, billedDurationMs: 99, memorySizeMB: 512, maxMemoryUsedMB: 61 },
} as const

test('START names the version', () => {
  expect(startLine('an-id', '$LATEST')).toBe('START RequestId: an-id Version: $LATEST\n')
})

test('REPORT has the duration, and bills whole milliseconds of it', () => {
  expect(endLines(report, undefined)).toBe(
    'END RequestId: an-id\n' +
      'REPORT RequestId: an-id\tDuration: 12.35 ms\tBilled Duration: 13 ms\tMemory Size: 512 MB\tMax Memory Used: 61 MB\t\n',
  )
})

test('REPORT tells of an init, and of all the memory where nobody knows how much was used', () => {
  const metrics = { ...report.metrics, maxMemoryUsedMB: 0 }

  expect(endLines({ ...report, metrics }, 80)).toBe(
    'END RequestId: an-id\n' +
      'REPORT RequestId: an-id\tInit Duration: 80.00 ms\tDuration: 12.35 ms\tBilled Duration: 13 ms\tMemory Size: 512 MB\tMax Memory Used: 512 MB\t\n',
  )
})
