import { expect, test } from '@jest/globals'
import type { TelemetryEvent } from '@sim/telemetry-api'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { never, ok, Sink, status } from '../fixtures/sink.ts'
import { requestFor, Telemetry } from '../fixtures/telemetry.ts'

const tooSlow =
  'Some logs were dropped because the downstream consumer is slower than the logs production rate'
const sizeOf = (event: TelemetryEvent) => Buffer.byteLength(JSON.stringify(event))
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)
const ofType = (type: string) => (event: TelemetryEvent) => event.type === type

test('DRP-004: a subscriber that never answers costs bounded memory, to the byte', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start(never)
  await telemetry.subscribe('shipper', requestFor(sink.uri))
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

test('sixteen full batches wait for a subscriber, unless a service says otherwise', async () => {
  await using telemetry = new Telemetry({ waitingBatches: undefined })
  await using sink = await Sink.start(never)
  await telemetry.subscribe('shipper', { ...requestFor(sink.uri), types: ['function'] })

  for (let n = 0; n < 20; n += 1) telemetry.emit('function', 'x'.repeat(262_144))

  const dropped = await telemetry.told('dropped', 3)
  expect(dropped.map(({ records }) => records)).toEqual([1, 1, 1])
  expect(telemetry.subscriptions[0]?.pending.events).toBe(17)
})

test('an extension that is removed while an event is on its way is sent nothing', async () => {
  await using hung = await Sink.start(never)
  await using other = await Sink.start()
  await using telemetry = new Telemetry({
    onEvent: ({ type }) => {
      if (type === 'dropped') telemetry.remove('tracer')
    },
  })
  await telemetry.subscribe('shipper', requestFor(hung.uri))
  const buffering = { maxBytes: 1_048_576 }
  await telemetry.subscribe('tracer', requestFor(other.uri, ['function'], { buffering }))
  telemetry.pause()
  for (let n = 0; n < 2; n += 1) telemetry.emit('function', 'x'.repeat(270_000))

  telemetry.emit('function', 'x'.repeat(270_000))
  telemetry.resume()
  telemetry.clock.advance(1_000)
  const { length } = telemetry.subscriptions

  expect([length, telemetry.attempts()]).toEqual([1, 1])
})

test('a batch that is due while too much waits is sent when there is room, not dropped', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start(never)
  await telemetry.subscribe('shipper', requestFor(sink.uri))
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
  for (const [n, uri] of uris.entries()) {
    await telemetry.subscribe(`extension ${n}`, requestFor(uri))
  }
  const lines = Array.from({ length: 500 }, (_, n) => `${n} ${'x'.repeat(2_000)}`)

  for (const line of lines) telemetry.emit('function', line)
  telemetry.clock.advance(1_000)
  await healthy.hasEvents(500)

  expect(healthy.events.map(({ record }) => record)).toEqual(lines)
})

test('50,000 events reach a subscriber, each once and in order', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  await telemetry.subscribe('shipper', requestFor(sink.uri))

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
