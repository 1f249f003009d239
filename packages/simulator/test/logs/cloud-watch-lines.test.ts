import { expect, test } from '@jest/globals'
import { cloudWatchLines, type LogSettings } from '@sim/simulator'
import type { TelemetryEvent, TelemetryRecords } from '@sim/telemetry-api'

const time = '2026-03-14T09:15:26.101Z'
const requestId = 'f1c1a4b0-5c2e-4f6e-9d65-0b9a3d2f7c11'
const json = {
  logFormat: 'JSON',
  applicationLogLevel: 'INFO',
  systemLogLevel: 'INFO',
} satisfies LogSettings

const event = <T extends keyof TelemetryRecords>(type: T, record: TelemetryRecords[T]) =>
  ({ time, type, record }) as TelemetryEvent
const onDemand = { initializationType: 'on-demand', phase: 'init' } as const
const metrics = { durationMs: 1.5, billedDurationMs: 2, memorySizeMB: 128, maxMemoryUsedMB: 60 }
const failed = { status: 'error', errorType: 'Runtime.ExitError' } as const
const succeeded = { status: 'success' } as const

test('in text an event is what it always was', () => {
  const start = event('platform.start', { requestId, version: '$LATEST' })

  expect(cloudWatchLines(start)).toEqual([`START RequestId: ${requestId} Version: $LATEST`])
})

test('in JSON an event is itself, in one line, and END has none', () => {
  const report = event('platform.report', { requestId, ...succeeded, metrics })

  expect(cloudWatchLines(report, json)).toEqual([
    `{"time":"${time}","type":"platform.report","record":{"requestId":"${requestId}","status":"success",` +
      '"metrics":{"durationMs":1.5,"billedDurationMs":2,"memorySizeMB":128,"maxMemoryUsedMB":60}}}',
  ])
})

const init = { ...onDemand, metrics: { durationMs: 1 } }
const provisioned = { ...init, initializationType: 'provisioned-concurrency' } as const
const extension = { name: 'otel', events: ['INVOKE'] } satisfies Pick<
  TelemetryRecords['platform.extension'],
  'name' | 'events'
>
const subscription = { name: 'otel', state: 'Subscribed', types: ['platform'] } as const

test.each([
  [event('platform.initStart', onDemand), 'DEBUG'],
  [event('platform.initStart', { ...onDemand, runtimeVersion: 'nodejs:24.v1' }), 'INFO'],
  [event('platform.initRuntimeDone', { ...onDemand, ...succeeded }), 'DEBUG'],
  [event('platform.initRuntimeDone', { ...onDemand, ...failed }), 'WARN'],
  [event('platform.initReport', { ...init, ...succeeded }), 'DEBUG'],
  [event('platform.initReport', { ...provisioned, ...succeeded }), 'INFO'],
  [event('platform.initReport', { ...init, ...failed }), 'WARN'],
  [event('platform.initReport', { ...provisioned, ...failed }), 'WARN'],
  [event('platform.restoreStart', {}), 'DEBUG'],
  [event('platform.restoreStart', { runtimeVersion: 'java:21.v1' }), 'INFO'],
  [event('platform.restoreRuntimeDone', succeeded), 'DEBUG'],
  [event('platform.restoreRuntimeDone', { status: 'timeout' }), 'WARN'],
  [event('platform.restoreReport', succeeded), 'INFO'],
  [event('platform.restoreReport', { status: 'timeout' }), 'WARN'],
  [event('platform.start', { requestId }), 'INFO'],
  [event('platform.runtimeDone', { requestId, ...succeeded }), 'DEBUG'],
  [event('platform.runtimeDone', { requestId, status: 'timeout' }), 'WARN'],
  [event('platform.report', { requestId, ...succeeded, metrics }), 'INFO'],
  [event('platform.report', { requestId, ...failed, metrics }), 'WARN'],
  [event('platform.extension', { ...extension, state: 'Ready' }), 'INFO'],
  [event('platform.extension', { ...extension, state: 'LaunchError' }), 'WARN'],
  [event('platform.telemetrySubscription', { ...subscription, types: ['platform'] }), 'INFO'],
  [event('platform.logsSubscription', { ...subscription, types: ['platform'] }), 'INFO'],
  [event('platform.logsDropped', { reason: 'slow', droppedRecords: 1, droppedBytes: 1 }), 'WARN'],
] as const)('%j has the level %s', (told, level) => {
  const levels = ['DEBUG', 'INFO', 'WARN'] as const
  const kept = levels.filter(
    (systemLogLevel) => cloudWatchLines(told, { ...json, systemLogLevel }).length > 0,
  )

  expect(kept.at(-1)).toBe(level)
  expect(kept).toEqual(levels.slice(0, levels.indexOf(level) + 1))
})

const line = (level: string) => `{"timestamp":"${time}","level":"${level}","message":"m"}`

test.each([
  ['TRACE', ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']],
  ['INFO', ['INFO', 'WARN', 'ERROR', 'FATAL']],
  ['ERROR', ['ERROR', 'FATAL']],
  ['FATAL', ['FATAL']],
] as const)('at %s the function’s lines of the levels %j are kept', (applicationLogLevel, kept) => {
  const all = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']
  const settings = { ...json, applicationLogLevel }

  const lines = all.flatMap((level) =>
    cloudWatchLines(event('function', `${line(level)}\n`), settings),
  )

  expect(lines).toEqual(kept.map(line))
})

test('in JSON a line of text is INFO and stays as it is; an extension’s lines go by the same rule', () => {
  expect(cloudWatchLines(event('function', 'plain text\n'), json)).toEqual(['plain text'])
  expect(
    cloudWatchLines(event('function', 'plain text\n'), { ...json, applicationLogLevel: 'WARN' }),
  ).toEqual([])
  expect(cloudWatchLines(event('extension', line('DEBUG')), json)).toEqual([])
})

test('a record that is an object is written as JSON', () => {
  expect(cloudWatchLines(event('function', JSON.parse(line('ERROR')) as never), json)).toEqual([
    line('ERROR'),
  ])
})

test('in text no line is left out', () => {
  expect(cloudWatchLines(event('function', `${line('TRACE')}\n`))).toEqual([line('TRACE')])
})
