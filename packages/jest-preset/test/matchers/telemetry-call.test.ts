import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { matchers } from '../../src/matchers/matchers.ts'
import type {} from '../../src/types/jest-globals.ts'
import { line, report, start } from './events.ts'
import { failureOf } from './failure.ts'

expect.extend(matchers)

const events = [start('a'), line('hello\n'), report('a'), start('b'), report('b', 'timeout')]

test.each([
  ['platform.repotr', 'platform.report'],
  ['report', 'platform.report'],
  ['PLATFORM.START', 'platform.start'],
  ['platform.end', 'platform.report'],
  ['initStart', 'platform.initStart'],
])('%s holds neither with nor without .not, and is taken for %s', async (name, meant) => {
  await using simulator = await Simulator.start()

  const failures = [
    await failureOf(() => expect(simulator).toHaveEmittedTelemetry(name as 'function')),
    await failureOf(() => expect(simulator).not.toHaveEmittedTelemetry(name as 'function')),
  ]

  const lines = [`Expected: "${name}"`, 'There is no event of this name']
  expect(failures[0]?.slice(2, 4)).toEqual(lines)
  expect(failures[1]?.slice(2, 4)).toEqual(lines)
  if (name !== 'platform.end') expect(failures[0]?.[4]).toBe(`Did you mean "${meant}"?`)
})

test('a name that is like no other is answered with all of them', async () => {
  await using simulator = await Simulator.start()

  const failure = await failureOf(() =>
    expect(simulator).toHaveEmittedTelemetry('coldStart' as 'function'),
  )

  expect(failure.slice(2)).toEqual([
    'Expected: "coldStart"',
    'There is no event of this name',
    'The platform tells of platform.initStart, platform.initRuntimeDone, platform.initReport, platform.restoreStart, platform.restoreRuntimeDone, platform.restoreReport, platform.start, platform.runtimeDone, platform.report, platform.extension, platform.telemetrySubscription, platform.logsSubscription, platform.logsDropped, function, extension',
  ])
})

test('a list may hold events that this platform does not tell of', async () => {
  const end = { time: 'now', type: 'platform.end', record: {} }

  expect([end]).toHaveEmittedTelemetry('platform.end' as 'function')
  expect([]).not.toHaveEmittedTelemetry('platform.end' as 'function')
  const failure = await failureOf(() =>
    expect([end]).toHaveEmittedTelemetry('platform.and' as 'function'),
  )

  expect(failure).toContain('There is no event of this name')
})

test.each([5, undefined, {}, 'text', [5], [{ kind: 'x' }], [{ type: 5 }]])(
  '%p is no source of telemetry, with and without .not',
  async (received) => {
    const failing = [
      () => expect(received).toHaveEmittedTelemetry('function'),
      () => expect(received).not.toHaveEmittedTelemetry('function'),
    ]

    for (const one of failing) {
      expect(one).toThrow(TypeError)
      expect(await failureOf(one)).toContain(
        'received value must be a simulator or a list of telemetry events',
      )
    }
  },
)

test('a promise is answered with a word on await', async () => {
  const failure = await failureOf(() =>
    expect(Promise.resolve([])).not.toHaveEmittedTelemetry('function'),
  )

  expect(failure).toEqual([
    'expect(simulator).not.toHaveEmittedTelemetry(type)',
    '',
    'received value must be a simulator or a list of telemetry events',
    'It is a promise: await it first, or put .resolves before the matcher',
    '',
    'Received: Promise {}',
  ])
})

test.each([[undefined], [{}], [{ type: 5 }], [[]], [[5]], [[{ record: {} }]]])(
  '%j is no telemetry that could be expected',
  async (expected) => {
    const failing = () => expect(events).toHaveEmittedTelemetry(expected as never)

    expect(failing).toThrow(TypeError)
    expect(await failureOf(failing)).toContain(
      'expected value must be the name of an event, an event with a type, or a list of these',
    )
  },
)
