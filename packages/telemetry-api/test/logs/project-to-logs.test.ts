import { expect, test } from '@jest/globals'
import {
  logsEventSchema,
  type LogsSchemaVersion,
  type TelemetryEvent,
  type TelemetryRecords,
} from '@sim/telemetry-api'
import { projectToLogs } from '../../src/logs/project-to-logs.ts'
import { notKept } from '../../src/events/not-kept.ts'

const time = '2026-02-03T09:15:21.100Z'
const requestId = '3b0a7c52-6f0e-4d1c-9a54-1c7f2e9d8b10'
const metrics = { durationMs: 1.5, billedDurationMs: 2, memorySizeMB: 128, maxMemoryUsedMB: 64 }

/** What a subscriber is sent: types and records, in order. Every event of it is one that the version has. */
function sent<T extends keyof TelemetryRecords>(
  type: T,
  record: TelemetryRecords[T],
  version: LogsSchemaVersion = '2021-03-18',
) {
  const events = projectToLogs({ time, type, record } as TelemetryEvent, version)
  return events.map((event) => {
    const { type: sentType, record: sentRecord } = logsEventSchema(version).parse(
      JSON.parse(JSON.stringify(event)),
    )
    expect(event.time).toBe(time)
    return [sentType, sentRecord]
  })
}

test('LGS-005: a report is an end and a report without any status', () => {
  const spans = [{ name: 'extensionOverhead', start: time, durationMs: 1 }]
  const tracing = { type: 'X-Amzn-Trace-Id' as const, value: 'Root=1;Parent=2;Sampled=1' }
  const status = 'success' as const

  const events = sent('platform.report', { requestId, status, metrics, spans, tracing })

  expect(events).toEqual([
    ['platform.end', { requestId }],
    ['platform.report', { requestId, metrics, tracing }],
  ])
})

test.each([
  ['error', 'Runtime.ExitError', 'Status: error\tErrorType: Runtime.ExitError'],
  ['failure', 'Sandbox.Failure', 'Status: failure\tErrorType: Sandbox.Failure'],
  ['timeout', undefined, 'Status: timeout'],
] as const)('LGS-006: a report of %s begins with a fault', (status, errorType, end) => {
  const events = sent('platform.report', { requestId, status, errorType, metrics, tenantId: 't' })

  expect(events).toEqual([
    ['platform.fault', `RequestId: ${requestId} ${end}`],
    ['platform.end', { requestId }],
    ['platform.report', { requestId, metrics }],
  ])
})

test.each([
  ['success', 'success'],
  ['error', 'failure'],
  ['failure', 'failure'],
  ['timeout', 'timeout'],
] as const)('runtimeDone of %s is one of %s, and of nothing else', (status, logsStatus) => {
  const record = { requestId, status, metrics: { durationMs: 1, producedBytes: 2 } }

  expect(sent('platform.runtimeDone', record)).toEqual([
    ['platform.runtimeDone', { requestId, status: logsStatus }],
  ])
  expect(sent('platform.runtimeDone', record, '2020-08-15')).toEqual([])
})

test('a start has the request and the version of the function', () => {
  const record = { requestId, version: '3', functionArn: 'arn', tenantId: 't' }

  expect(sent('platform.start', record)).toEqual([['platform.start', { requestId, version: '3' }]])
  expect(sent('platform.start', { requestId })).toEqual([['platform.start', { requestId }]])
})

test.each([
  ['on-demand', 0],
  ['lambda-managed-instances', 0],
  ['provisioned-concurrency', 1],
  ['snap-start', 1],
] as const)('LGS-010: an initialisation of %s is told of: %s', (initializationType, told) => {
  const init = { initializationType, phase: 'init', status: 'error', errorType: 'E' } as const

  const start = sent('platform.initStart', { initializationType, phase: 'init' })
  const runtimeDone = sent('platform.initRuntimeDone', init)
  const report = sent('platform.initReport', { ...init, metrics: { durationMs: 688.4 } })

  expect(start).toEqual([])
  expect(runtimeDone).toEqual(
    [['platform.initRuntimeDone', { initializationType, status: 'failure' }]].slice(0, told),
  )
  expect(report).toEqual(
    [
      [
        'platform.initReport',
        { initializationType, metrics: { durationMs: 688.4, billedDurationMs: 689 } },
      ],
    ].slice(0, told),
  )
})

test('a restore is told of in few words', () => {
  const start = sent('platform.restoreStart', { functionName: 'f', functionVersion: '7' })
  const failed = { status: 'error', errorType: 'E' } as const
  const runtimeDone = sent('platform.restoreRuntimeDone', failed)
  const report = sent('platform.restoreReport', { ...failed, metrics: { durationMs: 10.2 } })

  expect([start, runtimeDone, report]).toEqual([
    [['platform.restoreStart', {}]],
    [['platform.restoreRuntimeDone', { status: 'failure' }]],
    [['platform.restoreReport', { metrics: { durationMs: 10.2, billedDurationMs: 11 } }]],
  ])
})

test('each API tells of its own subscriptions', () => {
  const record = { name: 'shipper', state: 'Subscribed' as const, types: ['platform' as const] }

  expect(sent('platform.logsSubscription', record)).toEqual([['platform.logsSubscription', record]])
  expect(sent('platform.telemetrySubscription', record)).toEqual([])
})

test('a loss is told of in the words of the API, unless the subscriber had no part in it', () => {
  const loss = { droppedRecords: 3, droppedBytes: 99 }
  const reasonOf = (reason: string) => sent('platform.logsDropped', { reason, ...loss })[0]?.[1]

  const words = 'Consumer seems to have fallen behind as it has not acknowledged receipt of logs.'
  expect(reasonOf('could not send events: reset')).toEqual({ reason: words, ...loss })
  expect(reasonOf(notKept)).toEqual({ reason: notKept, ...loss })
})

test('LGS-009: a line is text, whatever it is elsewhere', () => {
  const event: TelemetryEvent = { time, type: 'function', record: { a: 1 } }

  expect(sent('extension', 'plain\n')).toEqual([['extension', 'plain\n']])
  expect(sent('function', { a: 1 })).toEqual([['function', '{"a":1}\n']])
  expect(projectToLogs(event, '2020-08-15', '{ "a":1 }\n')).toEqual([
    { time, type: 'function', record: '{ "a":1 }\n' },
  ])
})

test('an extension is told of as in the other API', () => {
  const record = { name: 'shipper', state: 'InitError' as const, events: [], errorType: 'E' }

  expect(sent('platform.extension', record)).toEqual([['platform.extension', record]])
})
