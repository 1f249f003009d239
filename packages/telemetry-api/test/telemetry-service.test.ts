import { expect, test } from '@jest/globals'
import { Log } from '@sim/core'
import { TelemetryService, type TelemetryEvent } from '@sim/telemetry-api'
import { Sink } from './fixtures/sink.ts'
import { requestFor, Telemetry } from './fixtures/telemetry.ts'

const all = ['platform', 'function', 'extension'] as const
const texts = (events: readonly TelemetryEvent[]) =>
  events.map(({ type, record }) => (typeof record === 'string' ? record : type))
const initStart = { initializationType: 'on-demand', phase: 'init' } as const

test('ENV-002: an event is stamped with milliseconds, in UTC', async () => {
  await using telemetry = new Telemetry()
  telemetry.clock.advance(1.75)

  const event = telemetry.emit('function', 'hello\n')

  expect(event).toEqual({ time: '2026-01-01T00:00:00.001Z', type: 'function', record: 'hello\n' })
  expect(telemetry.events.entries()).toEqual([event])
})

test('records and queries are typed by the name of the event', async () => {
  await using telemetry = new Telemetry()
  // @ts-expect-error: a start has a requestId
  telemetry.emit('platform.start', {})
  // @ts-expect-error: there is no such event
  telemetry.emit('platform.begin', {})
  const start = telemetry.emit('platform.start', { requestId: 'r' })

  const requestIds = telemetry.events
    .entries()
    .filter((event) => event.type === 'platform.start')
    .map((event) => event.record.requestId)

  expect(requestIds).toEqual([undefined, start.record.requestId])
})

test('events are kept without any subscriber, where the owner wants them', async () => {
  const capture = new Log<TelemetryEvent>()
  await using own = new TelemetryService({ extensionName: () => undefined, capture })
  await using none = new TelemetryService({ extensionName: () => undefined, capture: null })
  const heard: unknown[] = []
  using _subscription = none.events.subscribe((event) => heard.push(event?.record))

  own.emit('function', 'kept')
  none.emit('function', 'heard')

  expect(own.events).toBe(capture)
  expect(texts(capture.entries())).toEqual(['kept'])
  expect(none.events.size).toBe(0)
  expect(heard).toEqual(['heard'])
})

test('a record that is no JSON is refused before anyone sees it', async () => {
  await using telemetry = new Telemetry()

  expect(() => telemetry.emit('function', { size: 1n })).toThrow(TypeError)
  expect(telemetry.events.size).toBe(0)
})

test('a printed object is captured as one, and sent as it was printed', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  await telemetry.subscribe('shipper', requestFor(sink.uri, ['function', 'extension']))

  const object = telemetry.emitLine('function', '{"id":12345678901234567890}\n', 'JSON')
  const plain = telemetry.emitLine('extension', 'plain\n', 'JSON')
  const text = telemetry.emitLine('function', '{}\n')
  await telemetry.flush()

  expect([object, plain, text].map(({ record }) => record)).toEqual([
    { id: 12345678901234567000 },
    'plain\n',
    '{}\n',
  ])
  expect(telemetry.events.entries().slice(-3)).toEqual([object, plain, text])
  const records = ['{"id":12345678901234567890}', '"plain\\n"', '"{}\\n"']
  expect(sink.requests.entries().map(({ body }) => body)).toEqual([
    `[${[object, plain, text]
      .map(({ time, type }, n) => `{"time":"${time}","type":"${type}","record":${records[n]}}`)
      .join(',')}]`,
  ])
})

test('RES-001, RES-002: a repetition keeps the first subscription and is told of', async () => {
  await using telemetry = new Telemetry()
  await using first = await Sink.start()
  await using second = await Sink.start()
  telemetry.emit('function', 'early\n')
  await telemetry.subscribe('shipper', requestFor(first.uri, ['platform', 'function']))

  const answer = telemetry.subscribe('shipper', requestFor(second.uri, [...all]))
  telemetry.emit('function', 'late\n')
  await telemetry.flush()

  expect(answer).toBe('AlreadySubcribed')
  expect(second.requests.size).toBe(0)
  const subscription = { name: 'shipper', types: ['platform', 'function'] }
  expect(first.events.map(({ record }) => record)).toEqual([
    'early\n',
    { ...subscription, state: 'Subscribed' },
    { ...subscription, state: 'Already subscribed' },
    'late\n',
  ])
})

const closed = expect.objectContaining({
  code: 'ERR_REFUSED',
  refusal: expect.objectContaining({ status: 403, errorType: 'Telemetry.SubscriptionClosed' }),
})

test('WIN-001, WIN-006: the window is open from the start, closes, and opens again', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()

  const first = telemetry.subscribe('shipper', requestFor(sink.uri))
  telemetry.closeWindow()
  expect(() => telemetry.subscribe('tracer', requestFor(sink.uri))).toThrow(closed)
  telemetry.openWindow()
  const second = telemetry.subscribe('tracer', requestFor(sink.uri))

  expect([first, second]).toEqual(['OK', 'OK'])
})

test('closing the window forgets what came before', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  telemetry.emit('function', 'forgotten\n')

  telemetry.closeWindow()
  telemetry.emit('function', 'between\n')
  telemetry.openWindow()
  telemetry.emit('function', 'again\n')
  telemetry.openWindow()
  await telemetry.subscribe('shipper', requestFor(sink.uri))
  await telemetry.flush()

  expect(texts(sink.events)).toEqual(['again\n'])
})

test('a subscription outlives the window, and holds when the window opens again', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  await telemetry.subscribe('shipper', requestFor(sink.uri, ['platform']))

  telemetry.closeWindow()
  telemetry.openWindow()
  telemetry.emit('platform.initStart', { ...initStart, phase: 'invoke' })
  const answer = telemetry.subscribe('shipper', requestFor(sink.uri, ['platform']))
  await telemetry.flush()

  expect(answer).toBe('AlreadySubcribed')
  expect(
    sink.events.map(({ type, record }) => (record as { state?: string }).state ?? type),
  ).toEqual(['Subscribed', 'platform.initStart', 'Already subscribed'])
})

test('the service itself refuses a destination that will not do', async () => {
  await using telemetry = new Telemetry()

  expect(() => telemetry.subscribe('shipper', requestFor('http://example.com:1'))).toThrow(
    expect.objectContaining({ refusal: expect.objectContaining({ status: 400 }) }),
  )
  expect(telemetry.subscriptions).toEqual([])
})

test('subscriptions tell what is pending', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  await telemetry.subscribe('shipper', requestFor(sink.uri))

  telemetry.emit('function', 'ü')
  const before = telemetry.subscriptions
  await telemetry.flush()

  const bytes = '{"time":"2026-01-01T00:00:00.000Z","type":"function","record":"ü"}'.length + 1
  expect(before).toEqual([
    expect.objectContaining({
      extensionName: 'shipper',
      types: ['function'],
      destination: expect.objectContaining({ port: sink.port }),
      pending: { events: 1, bytes },
    }),
  ])
  expect(telemetry.subscriptions[0]?.pending).toEqual({ events: 0, bytes: 0 })
  expect(await telemetry.told('delivered')).toEqual([
    { type: 'delivered', subscriber: 'shipper', events: 1, bytes, attempt: 1 },
  ])
})

test('an extension that is removed gets nothing more, and may subscribe anew', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  await telemetry.subscribe('shipper', requestFor(sink.uri))
  telemetry.closeWindow()
  telemetry.openWindow()
  telemetry.emit('function', 'lost')

  telemetry.remove('shipper')
  telemetry.remove('shipper')
  telemetry.emit('function', 'before')
  const answer = telemetry.subscribe('shipper', requestFor(sink.uri))
  await telemetry.flush()

  expect(answer).toBe('OK')
  expect(texts(sink.events)).toEqual(['lost', 'before'])
  expect(await telemetry.told('dropped')).toEqual([
    expect.objectContaining({ records: 1, reason: 'the subscription was removed' }),
  ])
})

test('a stopped service keeps events, sends none, and takes no subscription', async () => {
  const telemetry = new Telemetry()
  await using sink = await Sink.start()
  await telemetry.subscribe('shipper', requestFor(sink.uri))
  telemetry.emit('function', 'pending')

  await telemetry.stop()
  await telemetry.stop()
  telemetry.emit('function', 'late')
  telemetry.openWindow()
  telemetry.clock.advance(60_000)
  await telemetry.flush()

  expect(() => telemetry.subscribe('shipper', requestFor(sink.uri))).toThrow(closed)
  expect(telemetry.attempts()).toBe(0)
  expect(texts(telemetry.events.entries().slice(1))).toEqual(['pending', 'late'])
})
