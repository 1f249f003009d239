import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { matchers } from '../../src/matchers/matchers.ts'
import type {} from '../../src/types/jest-globals.ts'
import { line, report, start } from './events.ts'
import { failureOf } from './failure.ts'
import { functionDirectory } from './programs.ts'

expect.extend(matchers)

const events = [start('a'), line('hello\n'), report('a'), start('b'), report('b', 'timeout')]
const summary = 'Received: 5 events (platform.start × 2, function × 1, platform.report × 2)'

test('the failure shows what was seen, and the nearest event with the members in question', async () => {
  const failure = await failureOf(() =>
    expect(events).toHaveEmittedTelemetry('platform.report', {
      requestId: 'a',
      status: 'timeout',
      metrics: { durationMs: expect.any(Number), memorySizeMB: 128 },
      errorType: undefined,
    }),
  )

  expect(failure).toEqual([
    'expect(events).toHaveEmittedTelemetry(type, record)',
    '',
    'Expected an event matching: {"record": {"errorType": undefined, "metrics": {"durationMs": Any<Number>, "memorySizeMB": 128}, "requestId": "a", "status": "timeout"}, "type": "platform.report"}',
    summary,
    '',
    'Closest event (number 2 of 2 platform.report):',
    '',
    '- Expected',
    '+ Received',
    '',
    '  Object {',
    '    "record": Object {',
    '      "errorType": undefined,',
    '      "metrics": Object {',
    '        "durationMs": Any<Number>,',
    '        "memorySizeMB": 128,',
    '      },',
    '-     "requestId": "a",',
    '+     "requestId": "b",',
    '      "status": "timeout",',
    '    },',
    '    "type": "platform.report",',
    '  }',
  ])
})

test('of the events that differ in more than one place the nearest is shown', async () => {
  const failure = await failureOf(() =>
    expect([report('a', 'timeout'), report('b')]).toHaveEmittedTelemetry('platform.report', {
      requestId: 'a',
      status: 'error',
    }),
  )

  expect(failure).toContain('Closest event (number 1 of 2 platform.report):')
  expect(failure).toContain('+     "status": "timeout",')
})

test('without an event of that name there is nothing to compare', async () => {
  expect(await failureOf(() => expect([]).toHaveEmittedTelemetry('platform.report'))).toEqual([
    'expect(events).toHaveEmittedTelemetry(type)',
    '',
    'Expected an event matching: {"type": "platform.report"}',
    'Received: no events',
  ])
})

test('the failure of .not shows the event that was found', async () => {
  const found = report('b', 'timeout')

  const failure = await failureOf(() =>
    expect([start('b'), found]).not.toHaveEmittedTelemetry({
      type: 'platform.report',
      record: { status: 'timeout' },
    }),
  )

  expect(failure).toEqual([
    'expect(events).not.toHaveEmittedTelemetry(event)',
    '',
    'Expected no event matching: {"record": {"status": "timeout"}, "type": "platform.report"}',
    'Found: {"record": {"metrics": {"billedDurationMs": 13, "durationMs": 12.5, "maxMemoryUsedMB": 64, "memorySizeMB": 128}, "requestId": "b", "status": "timeout"}, "time": "2026-01-02T03:04:05.678Z", "type": "platform.report"}',
    'Received: 2 events (platform.start × 1, platform.report × 1)',
  ])
})

test('the failure of an order says how far it went, and that the next came too early', async () => {
  const failure = await failureOf(() =>
    expect(events).toHaveEmittedTelemetry(['platform.start', 'platform.report', 'function']),
  )

  expect(failure).toEqual([
    'expect(events).toHaveEmittedTelemetry(events)',
    '',
    'Expected in this order: [{"type": "platform.start"}, {"type": "platform.report"}, {"type": "function"}]',
    'Found: the first 2 of 3',
    'Missing after platform.report: {"type": "function"}',
    'There is such an event, but before that',
    summary,
  ])
})

test('the failure of .not of an order shows the events', async () => {
  const failure = await failureOf(() =>
    expect([start('a'), start('b')]).not.toHaveEmittedTelemetry([
      'platform.start',
      'platform.start',
    ]),
  )

  expect(failure.slice(2, 4)).toEqual([
    'Expected not to find in this order: [{"type": "platform.start"}, {"type": "platform.start"}]',
    'Found: [{"record": {"requestId": "a", "version": "$LATEST"}, "time": "2026-01-02T03:04:05.678Z", "type": "platform.start"}, {"record": {"requestId": "b", "version": "$LATEST"}, "time": "2026-01-02T03:04:05.678Z", "type": "platform.start"}]',
  ])
})

test('what the journal has forgotten is told', async () => {
  await using simulator = await Simulator.start({ functionDirectory, journalLimit: 5 })
  await simulator.enqueue({}).done()
  const forgotten = simulator.journal.length - 5

  const failure = await failureOf(() =>
    expect(simulator).toHaveEmittedTelemetry('platform.initStart'),
  )

  expect(failure).toContain(
    `The journal has forgotten its oldest ${forgotten} entries: see the option journalLimit`,
  )
})
