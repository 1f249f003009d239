import { expect, test } from '@jest/globals'
import type { TelemetryRecords } from '@sim/telemetry-api'
import { platformTextLines } from '../../src/logs/platform-text-lines.ts'

const time = '2026-03-14T09:15:26.101Z'
const requestId = 'f1c1a4b0-5c2e-4f6e-9d65-0b9a3d2f7c11'
const init = { initializationType: 'on-demand', phase: 'init' } as const

function lines<T extends keyof TelemetryRecords>(type: T, record: TelemetryRecords[T]) {
  return platformTextLines({ time, type, record } as Parameters<typeof platformTextLines>[0])
}

const initReport = (
  phase: 'init' | 'invoke',
  status: 'success' | 'error' | 'timeout' | 'failure',
) => lines('platform.initReport', { ...init, phase, status, metrics: { durationMs: 10_000 } })

test('an init on its own begins with INIT_START and the version of the runtime', () => {
  expect(
    lines('platform.initStart', {
      ...init,
      runtimeVersion: 'nodejs:24.v9',
      runtimeVersionArn: 'arn:aws:lambda:eu-west-1::runtime:0123',
    }),
  ).toEqual([
    'INIT_START Runtime Version: nodejs:24.v9\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:0123',
  ])
})

test('INIT_START stands alone where no version is known', () => {
  expect(lines('platform.initStart', init)).toEqual(['INIT_START'])
})

test('an init inside an invocation has no INIT_START', () => {
  expect(lines('platform.initStart', { ...init, phase: 'invoke' })).toEqual([])
})

test('INIT_REPORT tells of an init only when it failed or took too long', () => {
  expect(initReport('init', 'success')).toEqual([])
  expect(initReport('init', 'failure')).toEqual([])
  expect(initReport('init', 'timeout')).toEqual([
    'INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout',
  ])
  expect(initReport('invoke', 'error')).toEqual([
    'INIT_REPORT Init Duration: 10000.00 ms\tPhase: invoke\tStatus: error',
  ])
})

test.each(['provisioned-concurrency', 'snap-start'] as const)(
  'the end of an init that is %s is told always',
  (initializationType) => {
    const report = { phase: 'init', status: 'success', metrics: { durationMs: 12.3 } } as const

    expect(lines('platform.initReport', { ...report, initializationType })).toEqual([
      'INIT_REPORT Init Duration: 12.30 ms\tPhase: init',
    ])
  },
)

test('a restore begins with RESTORE_START and ends with RESTORE_REPORT', () => {
  const report = { status: 'success', metrics: { durationMs: 398.97 } } as const

  expect([
    ...lines('platform.restoreStart', { functionName: 'checkout' }),
    ...lines('platform.restoreRuntimeDone', { status: 'success' }),
    ...lines('platform.restoreReport', report),
  ]).toEqual(['RESTORE_START', 'RESTORE_REPORT Restore Duration: 398.97 ms'])
})

test('RESTORE_START tells the version of the runtime where it is known', () => {
  const runtimeVersionArn = 'arn:aws:lambda:eu-west-1::runtime:0123'

  expect(
    lines('platform.restoreStart', { runtimeVersion: 'java:21.v40', runtimeVersionArn }),
  ).toEqual([
    `RESTORE_START Runtime Version: java:21.v40\tRuntime Version ARN: ${runtimeVersionArn}`,
  ])
})

test('EXTENSION tells the state of an extension and what it registered for', () => {
  expect(
    lines('platform.extension', { name: 'otel', state: 'Ready', events: ['INVOKE', 'SHUTDOWN'] }),
  ).toEqual(['EXTENSION\tName: otel\tState: Ready\tEvents: [INVOKE,SHUTDOWN]'])
})

test('EXTENSION of one that failed tells why', () => {
  expect(
    lines('platform.extension', {
      name: 'otel',
      state: 'LaunchError',
      events: [],
      errorType: 'PermissionDenied',
    }),
  ).toEqual(['EXTENSION\tName: otel\tState: LaunchError\tEvents: []\tError Type: PermissionDenied'])
})

test('START names the request and the version', () => {
  expect(lines('platform.start', { requestId, version: '$LATEST' })).toEqual([
    `START RequestId: ${requestId} Version: $LATEST`,
  ])
})

test('END and REPORT end an invocation', () => {
  const metrics = { durationMs: 1, billedDurationMs: 1, memorySizeMB: 128, maxMemoryUsedMB: 60 }

  expect(lines('platform.report', { requestId, status: 'success', metrics })).toEqual([
    `END RequestId: ${requestId}`,
    `REPORT RequestId: ${requestId}\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB\t`,
  ])
})

test('before END, a time-out has a line of its own and an empty one', () => {
  const metrics = {
    durationMs: 2_500,
    billedDurationMs: 2_500,
    memorySizeMB: 128,
    maxMemoryUsedMB: 60,
  }

  expect(lines('platform.report', { requestId, status: 'timeout', metrics })).toEqual([
    `${time} ${requestId} Task timed out after 2.50 seconds`,
    '',
    `END RequestId: ${requestId}`,
    `REPORT RequestId: ${requestId}\tDuration: 2500.00 ms\tBilled Duration: 2500 ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB\tStatus: timeout`,
  ])
})

test('what is only told to subscribers has no line', () => {
  expect(lines('platform.initRuntimeDone', { ...init, status: 'error' })).toEqual([])
  expect(lines('platform.runtimeDone', { requestId, status: 'success' })).toEqual([])
  expect(lines('platform.logsDropped', { reason: '', droppedRecords: 1, droppedBytes: 1 })).toEqual(
    [],
  )
  expect(lines('function', 'hello\n')).toEqual([])
  expect(lines('extension', 'hello\n')).toEqual([])
})
