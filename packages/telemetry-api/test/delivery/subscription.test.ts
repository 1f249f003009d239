import { expect, test } from '@jest/globals'
import type { PlatformLogsDropped, TelemetryEvent } from '@sim/telemetry-api'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { never, ok, Sink, status } from '../fixtures/sink.ts'
import { requestFor, Telemetry } from '../fixtures/telemetry.ts'

const tooSlow =
  'Some logs were dropped because the downstream consumer is slower than the logs production rate'
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
  telemetry.subscribe('shipper', requestFor(sink.uri, ['platform', 'function']))
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
  telemetry.subscribe('shipper', requestFor(broken.uri, ['function']))
  telemetry.subscribe('tracer', requestFor(healthy.uri, ['platform']))

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
  telemetry.subscribe('shipper', requestFor(first.uri, ['platform']))
  telemetry.subscribe('tracer', requestFor(second.uri, ['platform']))
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

test('DRP-004: a subscriber that never answers costs bounded memory, to the byte', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start(never)
  telemetry.subscribe('shipper', requestFor(sink.uri))
  const line = 'x'.repeat(1_000)

  for (let n = 0; n < 10_000; n += 1) telemetry.emit('function', line)

  const [subscription] = telemetry.subscriptions
  const dropped = await telemetry.told('dropped')
  const emitted = telemetry.events.entries().filter(ofType('function'))
  const records = sum(dropped.map((one) => one.records))
  const bytes = sum(dropped.map((one) => one.bytes))
  expect(subscription?.pending.bytes).toBeLessThan(4 * 262_144 + 3 * 2_000)
  expect(subscription?.pending.events).toBe(10_000 - records)
  expect((subscription?.pending.bytes as number) + bytes).toBe(10_000 * sizeOf(emitted[0] as never))
  expect(telemetry.events.entries().filter(ofType('platform.logsDropped'))).toEqual([
    expect.objectContaining({ record: expect.objectContaining({ reason: tooSlow }) }),
  ])
})

test('a loss is told of before what came after it, even when telling of it failed once', async () => {
  await using telemetry = new Telemetry({ retryDelaysMs: [] })
  const held: ServerResponse[] = []
  await using sink = await Sink.start((response) => void held.push(response))
  const answer = (code: number) => held.pop()?.writeHead(code).end()
  telemetry.subscribe('shipper', requestFor(sink.uri, ['platform', 'function']))
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

test('an extension that is removed while an event is on its way is sent nothing', async () => {
  await using hung = await Sink.start(never)
  await using other = await Sink.start()
  await using telemetry = new Telemetry({
    onEvent: ({ type }) => {
      if (type === 'dropped') telemetry.remove('tracer')
    },
  })
  telemetry.subscribe('shipper', requestFor(hung.uri))
  const buffering = { maxBytes: 1_048_576 }
  telemetry.subscribe('tracer', requestFor(other.uri, ['function'], { buffering }))
  telemetry.pause()
  for (let n = 0; n < 2; n += 1) telemetry.emit('function', 'x'.repeat(270_000))

  telemetry.emit('function', 'x'.repeat(270_000))
  telemetry.resume()
  telemetry.clock.advance(1_000)
  const { length } = telemetry.subscriptions

  expect([length, telemetry.attempts()]).toEqual([1, 1])
})

test('everyone gets the event that overflows a subscriber before the loss that it causes', async () => {
  await using telemetry = new Telemetry()
  await using hung = await Sink.start(never)
  await using healthy = await Sink.start()
  telemetry.subscribe('shipper', requestFor(hung.uri))
  telemetry.subscribe('tracer', requestFor(healthy.uri, ['function', 'platform']))
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
  telemetry.subscribe('shipper', requestFor(sink.uri, ['function', 'platform']))
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

test('a batch that is due while too much waits is sent when there is room, not dropped', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start(never)
  telemetry.subscribe('shipper', requestFor(sink.uri))
  const lines = Array.from({ length: 500 }, (_, n) => `${n} ${'x'.repeat(2_000)}`)
  for (const line of lines) telemetry.emit('function', line)
  await sink.hasRequests(1)
  telemetry.clock.advance(4_999)

  sink.answer = ok
  telemetry.clock.advance(1)
  await telemetry.told('retried')
  telemetry.clock.advance(100)
  await telemetry.told('delivered', 4)

  const got = sink.requests.entries().slice(1)
  expect(got.flatMap(({ events }) => events.map(({ record }) => record))).toEqual(lines)
})

test('a subscriber that catches up is told what it missed though nothing else happens', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start(never)
  telemetry.subscribe('shipper', requestFor(sink.uri, ['function', 'platform']))
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

/** A listener that accepts connections and reads nothing. */
async function mute() {
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const sockets: { destroy(): void }[] = []
  server.on('connection', (socket) => sockets.push(socket))
  return {
    uri: `http://sandbox:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

test('DRP-008: broken subscribers of every kind cost a healthy one nothing', async () => {
  await using telemetry = new Telemetry()
  await using hung = await Sink.start(never)
  await using failing = await Sink.start(status(500))
  await using halfway = await Sink.start((response) => void response.socket?.destroy())
  await using unread = await mute()
  await using healthy = await Sink.start()
  const uris = [hung.uri, failing.uri, halfway.uri, unread.uri, 'http://sandbox:1', healthy.uri]
  for (const [n, uri] of uris.entries()) telemetry.subscribe(`extension ${n}`, requestFor(uri))
  const lines = Array.from({ length: 500 }, (_, n) => `${n} ${'x'.repeat(2_000)}`)

  for (const line of lines) telemetry.emit('function', line)
  telemetry.clock.advance(1_000)
  await healthy.hasEvents(500)

  expect(healthy.events.map(({ record }) => record)).toEqual(lines)
})

test('50,000 events reach a subscriber, each once and in order', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  telemetry.subscribe('shipper', requestFor(sink.uri))

  for (let n = 0; n < 50_000; n += 1) {
    telemetry.emit('function', `${n}`)
    // As output does, events come from many turns of the event loop, not from one.
    if (n % 100 === 99) await turn()
  }
  await telemetry.flush()

  expect(sink.events.map(({ record }) => Number(record))).toEqual(
    Array.from({ length: 50_000 }, (_, n) => n),
  )
})
