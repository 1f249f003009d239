import { expect, test } from '@jest/globals'
import { Resources } from '@sim/core'
import { logsEventSchema, telemetryEventSchema } from '@sim/telemetry-api'
import { Sink } from '../fixtures/sink.ts'
import { requestFor, requestForLogs, Telemetry } from '../fixtures/telemetry.ts'

const all = ['platform', 'function', 'extension'] as const
const requestId = 'a94d1e06-27c5-4b3f-8f62-0d5b6c7e8f91'
const metrics = { durationMs: 59.117, billedDurationMs: 60, memorySizeMB: 256, maxMemoryUsedMB: 71 }
const crash = { requestId, status: 'error', errorType: 'Runtime.ExitError' } as const
const init = { initializationType: 'on-demand', phase: 'init' } as const
const initStart = { ...init, functionName: 'checkout', functionVersion: '$LATEST' }

/** An invocation of an on-demand function that ends in a crash, from the first moment on. */
function crashes(telemetry: Telemetry): void {
  telemetry.emit('platform.initRuntimeDone', { ...init, status: 'success' })
  telemetry.emit('platform.extension', { name: 'shipper', state: 'Ready', events: ['INVOKE'] })
  telemetry.emit('platform.initReport', { ...init, status: 'success', metrics: { durationMs: 1 } })
  telemetry.emit('platform.start', { requestId, version: '$LATEST' })
  telemetry.emitLine('function', '{"level":"ERROR"}\n', 'JSON')
  telemetry.clock.advance(41)
  telemetry.emit('platform.runtimeDone', crash)
  telemetry.clock.advance(19)
  telemetry.emit('platform.report', { ...crash, metrics })
}

test('a crash is told to each subscriber in the order and the words of its version', async () => {
  await using telemetry = new Telemetry()
  await using sinks = new Sinks()
  const [older, newer, current] = await sinks.start(3)
  const types = [...all]
  telemetry.emit('platform.initStart', initStart)

  await telemetry.subscribeToLogs(
    'shipper',
    requestForLogs(older.uri, types, { schemaVersion: '2020-08-15' }),
  )
  await telemetry.subscribeToLogs('tracer', requestForLogs(newer.uri, types))
  await telemetry.subscribe('counter', requestFor(current.uri, types))
  crashes(telemetry)
  await telemetry.flush()

  const subscriptions = ['platform.logsSubscription', 'platform.logsSubscription']
  const invocation = ['platform.extension', 'platform.start', 'function']
  const end = ['platform.fault', 'platform.end', 'platform.report']
  const typesAt = (sink: Sink) => sink.events.map(({ type }) => type as string)
  expect(typesAt(older)).toEqual([...subscriptions, ...invocation, ...end])
  expect(typesAt(newer)).toEqual([...subscriptions, ...invocation, 'platform.runtimeDone', ...end])
  expect(typesAt(current)).toEqual([
    'platform.initStart',
    'platform.telemetrySubscription',
    'platform.initRuntimeDone',
    'platform.extension',
    'platform.initReport',
    'platform.start',
    'function',
    'platform.runtimeDone',
    'platform.report',
  ])
  expect(newer.events.slice(-4).map(({ time, record }) => [time.slice(-4), record])).toEqual([
    ['041Z', { requestId, status: 'failure' }],
    ['060Z', `RequestId: ${requestId} Status: error\tErrorType: Runtime.ExitError`],
    ['060Z', { requestId }],
    ['060Z', { requestId, metrics }],
  ])
  expect(newer.recordsOf('function')).toEqual(['{"level":"ERROR"}\n'])
  expect(current.recordsOf('function')).toEqual([{ level: 'ERROR' }])
})

test('whatever a subscriber is sent is an event of its version', async () => {
  await using telemetry = new Telemetry()
  await using sinks = new Sinks()
  const [logs, telemetries] = await sinks.start(2)
  telemetry.emit('platform.initStart', initStart)

  await telemetry.subscribeToLogs('shipper', requestForLogs(logs.uri, [...all]))
  await telemetry.subscribe('tracer', requestFor(telemetries.uri, [...all]))
  crashes(telemetry)
  await telemetry.flush()

  const isOfLogs = (event: unknown) => logsEventSchema('2021-03-18').safeParse(event).success
  const isOfTelemetry = (event: unknown) =>
    telemetryEventSchema('2025-01-29').safeParse(event).success
  expect(logs.events.filter((event) => !isOfLogs(event))).toEqual([])
  expect(telemetries.events.filter((event) => !isOfTelemetry(event))).toEqual([])
})

test('a repetition is told to those of the same API, and the first subscription holds', async () => {
  await using telemetry = new Telemetry()
  await using sinks = new Sinks()
  const [logs, other, telemetries] = await sinks.start(3)
  await telemetry.subscribe('tracer', requestFor(telemetries.uri, ['platform']))
  await telemetry.subscribeToLogs('shipper', requestForLogs(logs.uri, ['platform']))

  telemetry.closeWindow()
  telemetry.openWindow()
  const answer = telemetry.subscribeToLogs('shipper', requestForLogs(other.uri, [...all]))
  await telemetry.flush()

  expect(answer).toBe('AlreadySubcribed')
  const told = { name: 'shipper', types: ['platform'] }
  expect(logs.events.map(({ record }) => record)).toEqual([
    { ...told, state: 'Subscribed' },
    { ...told, state: 'Already subscribed' },
  ])
  expect(telemetries.events.length).toBe(1)
  expect(other.requests.size).toBe(0)
})

test('a batch is counted in what its subscriber is sent', async () => {
  await using telemetry = new Telemetry()
  await using sinks = new Sinks()
  const [logs] = await sinks.start(1)
  await telemetry.subscribeToLogs('shipper', requestForLogs(logs.uri, ['platform']))
  await telemetry.flush()

  telemetry.emit('platform.initReport', { ...init, status: 'success', metrics: { durationMs: 1 } })
  const before = telemetry.subscriptions[0]?.pending
  telemetry.emit('platform.report', { ...crash, metrics })
  const after = telemetry.subscriptions[0]?.pending
  await telemetry.flush()

  const { body } = logs.requests.entries()[1] ?? { body: '' }
  expect(before).toEqual({ events: 0, bytes: 0 })
  expect(after).toEqual({ events: 3, bytes: body.length - '[,,]'.length })
})

/** Several listeners. */
class Sinks implements AsyncDisposable {
  readonly #resources = new Resources()

  async start(count: number): Promise<[Sink, Sink, Sink]> {
    const sinks = await Promise.all(Array.from({ length: count }, () => Sink.start()))
    for (const sink of sinks) this.#resources.use(sink)
    return sinks as [Sink, Sink, Sink]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources[Symbol.asyncDispose]()
  }
}
