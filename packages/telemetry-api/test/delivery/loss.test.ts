import { expect, test } from '@jest/globals'
import type { PlatformLogsDropped, TelemetryEvent } from '@sim/telemetry-api'
import type { ServerResponse } from 'node:http'
import { never, ok, Sink, status } from '../fixtures/sink.ts'
import { requestFor, Telemetry } from '../fixtures/telemetry.ts'

const sizeOf = (event: TelemetryEvent) => Buffer.byteLength(JSON.stringify(event))
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)
const ofType = (type: string) => (event: TelemetryEvent) => event.type === type

/** Emits and flushes, so that with no retries the batch is settled afterwards. */
async function sendAll(telemetry: Telemetry, ...lines: string[]): Promise<void> {
  for (const line of lines) telemetry.emit('function', line)
  await telemetry.flush()
}

test('DRP-003: a subscriber that recovers is told exactly what it missed', async () => {
  await using telemetry = new Telemetry({ retryDelaysMs: [] })
  await using sink = await Sink.start(status(500))
  await telemetry.subscribe('shipper', requestFor(sink.uri, ['platform', 'function']))
  await sendAll(telemetry, 'lost')
  await sendAll(telemetry, 'lost', 'too')
  await sendAll(telemetry, 'and', 'this', 'grüße')
  const refused = sink.requests.size

  sink.answer = ok
  await sendAll(telemetry, 'arrives')
  await telemetry.flush()

  const got = sink.requests
    .entries()
    .slice(refused)
    .flatMap(({ events }) => events)
  const wasGot = new Set(got.map((event) => JSON.stringify(event)))
  const missing = telemetry.events.entries().filter((event) => !wasGot.has(JSON.stringify(event)))
  const told = got.filter(ofType('platform.logsDropped')).map(({ record }) => record)
  const losses = told as PlatformLogsDropped[]
  expect(missing.length).toBe(7)
  expect(sum(losses.map(({ droppedRecords }) => droppedRecords))).toBe(missing.length)
  expect(sum(losses.map(({ droppedBytes }) => droppedBytes))).toBe(sum(missing.map(sizeOf)))
  expect(told).toEqual([
    expect.objectContaining({
      droppedRecords: 2,
      reason: 'could not send events: the subscriber answered 500',
    }),
    expect.objectContaining({ droppedRecords: 5 }),
  ])
  expect(got.filter(ofType('function')).map(({ record }) => record)).toEqual(['arrives'])
})

test('DRP-005: who did not ask for platform events is not told, others are', async () => {
  await using telemetry = new Telemetry({ retryDelaysMs: [] })
  await using broken = await Sink.start(status(500))
  await using healthy = await Sink.start()
  await telemetry.subscribe('shipper', requestFor(broken.uri, ['function']))
  await telemetry.subscribe('tracer', requestFor(healthy.uri, ['platform']))

  await sendAll(telemetry, 'one', 'two')
  await sendAll(telemetry, 'three')
  broken.answer = ok
  await sendAll(telemetry, 'four')
  await telemetry.flush()

  const losses = healthy.recordsOf('platform.logsDropped') as PlatformLogsDropped[]
  expect(losses.map(({ droppedRecords }) => droppedRecords)).toEqual([2, 1])
  expect(broken.recordsOf('platform.logsDropped')).toEqual([])
})

test('DRP-006: subscribers that stay broken make no chain of losses', async () => {
  await using telemetry = new Telemetry({ retryDelaysMs: [] })
  await using first = await Sink.start(status(500))
  await using second = await Sink.start(status(500))
  await telemetry.subscribe('shipper', requestFor(first.uri, ['platform']))
  await telemetry.subscribe('tracer', requestFor(second.uri, ['platform']))
  await telemetry.flush()
  for (let n = 0; n < 20; n += 1) {
    telemetry.emit('platform.start', { requestId: `${n}` })
    telemetry.clock.advance(1_000)
    await telemetry.flush()
  }
  // Nothing more happens: neither subscriber is called for the sake of a loss alone.
  const attempts = telemetry.attempts()

  telemetry.clock.advance(3_600_000)

  expect(telemetry.attempts()).toBe(attempts)
  expect(telemetry.events.entries().filter(ofType('platform.logsDropped')).length).toBe(2)
  expect(telemetry.subscriptions.map(({ pending }) => pending.events)).toEqual([0, 0])
})

test('a loss is told of before what came after it, even when telling of it failed once', async () => {
  await using telemetry = new Telemetry({ retryDelaysMs: [] })
  const held: ServerResponse[] = []
  await using sink = await Sink.start((response) => void held.push(response))
  const answer = (code: number) => held.pop()?.writeHead(code).end()
  await telemetry.subscribe('shipper', requestFor(sink.uri, ['platform', 'function']))
  void telemetry.flush()
  await sink.hasRequests(1)
  answer(500)
  await telemetry.told('dropped')

  void telemetry.flush()
  await sink.hasRequests(2)
  for (const line of ['one', 'two']) telemetry.emit('function', line)
  void telemetry.flush()
  answer(500)
  await sink.hasRequests(3)
  answer(200)
  await telemetry.told('delivered')

  const records = sink.requests.current?.events.map(({ record }) => record)
  expect(records).toEqual([expect.objectContaining({ droppedRecords: 1 }), 'one', 'two'])
})

test('everyone gets the event that overflows a subscriber before the loss that it causes', async () => {
  await using telemetry = new Telemetry()
  await using hung = await Sink.start(never)
  await using healthy = await Sink.start()
  await telemetry.subscribe('shipper', requestFor(hung.uri))
  await telemetry.subscribe('tracer', requestFor(healthy.uri, ['function', 'platform']))
  for (let n = 0; n < 3; n += 1) {
    telemetry.emit('function', 'x'.repeat(270_000))
    await healthy.hasEvents(n + 3)
  }

  telemetry.emit('function', 'y'.repeat(270_000))
  telemetry.clock.advance(1_000)
  await healthy.hasEvents(7)

  const order = ['function', 'platform.logsDropped']
  expect(healthy.events.slice(-2).map(({ type }) => type)).toEqual(order)
  expect(
    telemetry.events
      .entries()
      .slice(-2)
      .map(({ type }) => type),
  ).toEqual(order)
})

test('a loss that is told of when the subscriber catches up adds up to all that was dropped', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start(never)
  await telemetry.subscribe('shipper', requestFor(sink.uri, ['function', 'platform']))
  for (let n = 0; n < 5_000; n += 1) telemetry.emit('function', 'x'.repeat(1_000))
  await sink.hasRequests(1)
  sink.answer = ok

  telemetry.clock.advance(5_000)
  await telemetry.told('retried')
  await telemetry.flush()
  await telemetry.flush()

  const got = sink.requests
    .entries()
    .slice(1)
    .flatMap(({ events }) => events)
  const told = got.filter(
    ofType('platform.logsDropped'),
  ) as TelemetryEvent<'platform.logsDropped'>[]
  const lost = sum(told.map(({ record }) => record.droppedRecords))
  expect(got.filter(ofType('function')).length + lost).toBe(5_000)
  expect(told.length).toBe(2)
})

test('a subscriber that catches up is told what it missed though nothing else happens', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start(never)
  await telemetry.subscribe('shipper', requestFor(sink.uri, ['function', 'platform']))
  for (let n = 0; n < 4; n += 1) telemetry.emit('function', 'x'.repeat(270_000))
  await sink.hasRequests(1)
  const dropped = await telemetry.told('dropped')
  for (let n = 0; n < 2; n += 1) telemetry.emit('function', 'x'.repeat(270_000))

  sink.answer = ok
  telemetry.clock.advance(5_000)
  await telemetry.told('retried')
  telemetry.clock.advance(100)
  await telemetry.told('delivered', 3)
  telemetry.clock.advance(1_000)
  await telemetry.told('delivered', 4)
  telemetry.clock.advance(1_000)
  await telemetry.told('delivered', 5)

  expect(dropped.length).toBe(1)
  expect(sink.recordsOf('platform.logsDropped')).toEqual([
    expect.objectContaining({ droppedRecords: 1 }),
    expect.objectContaining({ droppedRecords: 2 }),
  ])
})

test('what is left untold at the end is counted, too: delivered and dropped are what was produced', async () => {
  await using telemetry = new Telemetry({ retryDelaysMs: [] })
  await using sink = await Sink.start(status(500))
  await telemetry.subscribe('shipper', requestFor(sink.uri, ['platform', 'function']))
  await sendAll(telemetry, 'lost')
  await sendAll(telemetry, 'lost', 'too')
  const before = (await telemetry.told('dropped')).length

  await telemetry.stop()

  const dropped = await telemetry.told('dropped', before + 1)
  expect(sum(dropped.map(({ records }) => records))).toBe(telemetry.events.appended)
  expect(dropped.at(-1)).toMatchObject({ records: 1, reason: 'telemetry was stopped' })
})
