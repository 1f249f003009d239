import { expect, test } from '@jest/globals'
import { Sink } from '../fixtures/sink.ts'
import { requestFor, Telemetry } from '../fixtures/telemetry.ts'

/** The bytes of an event around its record. */
const overhead = '{"time":"2026-01-01T00:00:00.000Z","type":"function","record":""}'.length

test('BAT-002: a batch goes out timeoutMs after its first event', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  await telemetry.subscribe('shipper', requestFor(sink.uri))
  telemetry.clock.advance(5_000)
  for (const line of ['0', '300', '600', '900']) {
    telemetry.emit('function', line)
    telemetry.clock.advance(300)
    if (line !== '900') expect(telemetry.attempts()).toBe(0)
  }

  await sink.hasRequests(1)

  expect(telemetry.attempts()).toBe(1)
  expect(sink.recordsOf('function')).toEqual(['0', '300', '600', '900'])
})

test('the timer runs anew from the first event of each batch, and never for no event', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  await telemetry.subscribe(
    'shipper',
    requestFor(sink.uri, ['function'], { buffering: { timeoutMs: 25 } }),
  )

  telemetry.emit('function', 'first')
  telemetry.clock.advance(24)
  const beforeFirst = telemetry.attempts()
  telemetry.clock.advance(1)
  await telemetry.told('delivered', 1)
  telemetry.clock.advance(10_000)
  telemetry.emit('function', 'second')
  telemetry.clock.advance(24)
  const beforeSecond = telemetry.attempts()
  telemetry.clock.advance(1)
  await telemetry.told('delivered', 2)

  expect([beforeFirst, beforeSecond, telemetry.attempts()]).toEqual([0, 1, 2])
  expect(sink.requests.entries().map(({ events }) => events.length)).toEqual([1, 1])
})

test('BAT-004: a batch goes out at once when it has maxItems events', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  const buffering = { maxItems: 1_000, timeoutMs: 30_000 }
  await telemetry.subscribe('shipper', requestFor(sink.uri, ['function'], { buffering }))

  for (let n = 1; n < 1_000; n += 1) telemetry.emit('function', `${n}`)
  const before = telemetry.attempts()
  telemetry.emit('function', '1000')
  await sink.hasRequests(1)

  expect(before).toBe(0)
  expect(sink.requests.current?.events.length).toBe(1_000)
})

test('a batch that went out early does not hurry the next one', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  const buffering = { maxItems: 1_000, timeoutMs: 1_000 }
  await telemetry.subscribe('shipper', requestFor(sink.uri, ['function'], { buffering }))
  for (let n = 1; n <= 1_000; n += 1) telemetry.emit('function', `${n}`)
  await telemetry.told('delivered')
  telemetry.clock.advance(500)

  telemetry.emit('function', 'next')
  telemetry.clock.advance(999)
  const early = telemetry.attempts()
  telemetry.clock.advance(1)

  expect([early, telemetry.attempts()]).toEqual([1, 2])
})

test('a batch goes out at once when it has exactly maxBytes, in UTF-8', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  await telemetry.subscribe('shipper', requestFor(sink.uri))

  telemetry.emit('function', 'ü'.repeat(65_536))
  telemetry.emit('function', 'x'.repeat(131_072 - 2 * overhead - overhead - 1))
  const before = telemetry.attempts()
  telemetry.emit('function', 'x')
  await sink.hasRequests(1)

  expect(before).toBe(0)
  expect(sink.events.length).toBe(3)
  expect(await telemetry.told('delivered')).toEqual([expect.objectContaining({ bytes: 262_144 })])
})

test('BAT-011: an event larger than maxBytes ends its batch at once', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  await telemetry.subscribe('shipper', requestFor(sink.uri))
  const large = 'x'.repeat(400_000)
  telemetry.emit('function', 'small')

  telemetry.emit('function', large)
  telemetry.emit('function', 'after')
  await sink.hasRequests(1)

  expect(sink.recordsOf('function')).toEqual(['small', large])
})

test('events of categories that were not asked for do not count', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  const buffering = { maxItems: 1_000 }
  await telemetry.subscribe('shipper', requestFor(sink.uri, ['function'], { buffering }))

  telemetry.emit('function', 'one')
  for (let n = 0; n < 2_000; n += 1) telemetry.emit('extension', 'noise')

  expect(telemetry.attempts()).toBe(0)
  expect(telemetry.subscriptions[0]?.pending.events).toBe(1)
})
