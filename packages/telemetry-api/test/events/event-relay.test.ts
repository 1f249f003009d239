import { expect, test } from '@jest/globals'
import type { TelemetryEvent } from '@sim/telemetry-api'
import { records } from '../fixtures/records.ts'
import { Sink } from '../fixtures/sink.ts'
import { requestFor, Telemetry } from '../fixtures/telemetry.ts'

const texts = (events: readonly TelemetryEvent[]) =>
  events.map(({ type, record }) => (typeof record === 'string' ? record : type))
const initStart = { initializationType: 'on-demand', phase: 'init' } as const

test('REP-002: a subscriber first gets what came before it, in order, then its subscription', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  telemetry.emit('platform.initStart', initStart)
  for (const line of ['one\n', 'two\n', 'three\n']) telemetry.emit('extension', line)
  telemetry.clock.advance(50)

  await telemetry.subscribe('shipper', requestFor(sink.uri, ['platform', 'extension']))
  await telemetry.flush()

  expect(texts(sink.events)).toEqual([
    'platform.initStart',
    'one\n',
    'two\n',
    'three\n',
    'platform.telemetrySubscription',
  ])
  expect(sink.events.map(({ time }) => time.slice(-5))).toEqual([
    '.000Z',
    '.000Z',
    '.000Z',
    '.000Z',
    '.050Z',
  ])
})

test.each([
  ['REP-003', ['platform'], ['platform.initStart', 'platform.telemetrySubscription']],
  ['REP-005', ['function'], ['a line\n']],
] as const)('%s: a subscriber to %j gets nothing else', async (_case, types, expected) => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  telemetry.emit('platform.initStart', initStart)
  telemetry.emit('extension', 'noise\n')
  telemetry.emit('function', 'a line\n')

  await telemetry.subscribe('shipper', requestFor(sink.uri, [...types]))
  telemetry.emit('extension', 'noise\n')
  await telemetry.flush()

  expect(texts(sink.events)).toEqual(expected)
})

test('REP-004: every subscriber to platform hears of every subscription', async () => {
  await using telemetry = new Telemetry()
  await using first = await Sink.start()
  await using second = await Sink.start()

  await telemetry.subscribe('shipper', requestFor(first.uri, ['platform']))
  telemetry.clock.advance(100)
  await telemetry.subscribe('tracer', requestFor(second.uri, ['platform', 'function']))
  await telemetry.flush()

  const both = [
    { name: 'shipper', state: 'Subscribed', types: ['platform'] },
    { name: 'tracer', state: 'Subscribed', types: ['platform', 'function'] },
  ]
  expect(first.events.map(({ record }) => record)).toEqual(both)
  expect(second.events.map(({ record }) => record)).toEqual(both)
})

test('each subscriber sees the records of its own schema version', async () => {
  await using telemetry = new Telemetry()
  await using old = await Sink.start()
  await using current = await Sink.start()
  const record = records['platform.initStart']?.['with everything'] as typeof initStart
  const request = requestFor(old.uri, ['platform'], { schemaVersion: '2022-07-01' })

  await telemetry.subscribe('shipper', request)
  await telemetry.subscribe('tracer', requestFor(current.uri, ['platform']))
  telemetry.emit('platform.initStart', record)
  await telemetry.flush()

  expect(old.events.length).toBe(3)
  expect(Object.keys(old.recordsOf('platform.initStart')[0] as object)).toEqual([
    'initializationType',
    'phase',
    'runtimeVersion',
    'runtimeVersionArn',
  ])
  expect(current.recordsOf('platform.initStart')).toEqual([record])
})

test('what comes about because of an event goes after it, to everyone', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  using _echo = telemetry.events.subscribe((event) => {
    if (event?.record === 'shout\n') telemetry.emit('extension', 'echo\n')
  })
  await telemetry.subscribe('shipper', requestFor(sink.uri, ['function', 'extension']))

  telemetry.emit('function', 'shout\n')
  telemetry.emit('function', 'next\n')
  await telemetry.flush()

  expect(texts(sink.events)).toEqual(['shout\n', 'echo\n', 'next\n'])
  expect(texts(telemetry.events.entries().slice(1))).toEqual(['shout\n', 'echo\n', 'next\n'])
})
