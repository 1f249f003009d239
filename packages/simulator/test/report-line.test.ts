import { expect, test } from '@jest/globals'
import { initReportLine, reportLine, restoreReportLine } from '@sim/simulator'

const requestId = 'f1c1a4b0-5c2e-4f6e-9d65-0b9a3d2f7c11'
const metrics = {
  durationMs: 8.236,
  billedDurationMs: 9,
  memorySizeMB: 512,
  maxMemoryUsedMB: 81,
}
const first = `REPORT RequestId: ${requestId}\tDuration: 8.24 ms\tBilled Duration: 9 ms\tMemory Size: 512 MB\tMax Memory Used: 81 MB\t`

test('the report of a warm invocation ends with a tab', () => {
  expect(reportLine({ requestId, status: 'success', metrics })).toBe(first)
})

test('the report of a cold start tells of the init, and ends with a tab', () => {
  const cold = { ...metrics, initDurationMs: 301.5 }

  expect(reportLine({ requestId, status: 'success', metrics: cold })).toBe(
    `${first}Init Duration: 301.50 ms\t`,
  )
})

test('a restore stands where the init would', () => {
  const restored = { ...metrics, restoreDurationMs: 12.5 }

  expect(reportLine({ requestId, status: 'success', metrics: restored })).toBe(
    `${first}Restore Duration: 12.50 ms\tBilled Restore Duration: 13 ms\t`,
  )
})

test('a time-out is a status without an error type, and nothing follows it', () => {
  expect(reportLine({ requestId, status: 'timeout', metrics })).toBe(`${first}Status: timeout`)
})

test('a crash is a status and an error type', () => {
  const cold = { ...metrics, initDurationMs: 301.5 }
  const record = { requestId, status: 'error', errorType: 'Runtime.ExitError' } as const

  expect(reportLine({ ...record, metrics: cold })).toBe(
    `${first}Init Duration: 301.50 ms\tStatus: error\tError Type: Runtime.ExitError`,
  )
})

test('the report of a failed init tells its phase', () => {
  expect(
    initReportLine({
      initializationType: 'on-demand',
      phase: 'invoke',
      status: 'error',
      errorType: 'Runtime.ImportModuleError',
      metrics: { durationMs: 10_061.4449 },
    }),
  ).toBe(
    'INIT_REPORT Init Duration: 10061.44 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.ImportModuleError',
  )
})

test('the report of a restore has nothing but its duration', () => {
  expect(restoreReportLine({ status: 'success', metrics: { durationMs: 398.9749 } })).toBe(
    'RESTORE_REPORT Restore Duration: 398.97 ms',
  )
})

test.each([
  [{ status: 'timeout' } as const, 'Status: timeout'],
  [
    { status: 'error', errorType: 'Runtime.ExitError' } as const,
    'Status: error\tError Type: Runtime.ExitError',
  ],
])('the report of a restore that ended with %j tells so', (end, fields) => {
  expect(restoreReportLine({ ...end, metrics: { durationMs: 1236.04 } })).toBe(
    `RESTORE_REPORT Restore Duration: 1236.04 ms\t${fields}`,
  )
})
