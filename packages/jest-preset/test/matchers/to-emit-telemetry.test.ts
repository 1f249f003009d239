import { expect, jest, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { matchers } from '../../src/matchers/matchers.ts'
import type {} from '../../src/types/jest-globals.ts'
import { report } from './events.ts'
import { failureOf, withoutTimes } from './failure.ts'
import { functionDirectory } from './programs.ts'

expect.extend(matchers)

test('it passes as soon as the platform tells it', async () => {
  await using simulator = await Simulator.start({ functionDirectory })
  const told = expect(simulator).toEmitTelemetry('platform.report', { status: 'success' })
  const toldLines = expect(simulator).toEmitTelemetry('function', /hello/)

  const invocation = simulator.enqueue({ log: 'hello' })

  await told
  await toldLines
  expect(invocation.progress).not.toBe('queued')
})

test('what was told before counts', async () => {
  await using simulator = await Simulator.start({ functionDirectory })
  await simulator.enqueue({}).done()

  await expect(simulator).toEmitTelemetry('platform.report', { timeoutMs: 0 })
  await expect(simulator).toEmitTelemetry('platform.report', {}, { timeoutMs: 0 })
  await expect(simulator).toEmitTelemetry({ type: 'platform.report' }, { timeoutMs: 0 })
  await expect(simulator).toEmitTelemetry(['platform.start', 'platform.report'], { timeoutMs: 0 })
})

test('an order is followed across what was told before and what is told later', async () => {
  await using simulator = await Simulator.start({ functionDirectory })
  await simulator.enqueue({}).done()
  const told = expect(simulator).toEmitTelemetry([
    'platform.report',
    'platform.start',
    'platform.report',
  ])

  await simulator.invoke({})

  await told
})

test('what was told last before is not counted twice', async () => {
  await using simulator = await Simulator.start()

  const failure = await failureOf(() =>
    expect(simulator).toEmitTelemetry(['platform.initStart', 'platform.initStart'], {
      timeoutMs: 20,
    }),
  )

  expect(simulator.journal.current?.type).toBe('telemetry')
  expect(failure).toContain('Found: the first 1 of 2')
})

test('when the time is over the failure says how long was waited, and for what', async () => {
  await using simulator = await Simulator.start({ functionDirectory, functionName: 'mine' })
  await simulator.enqueue({}).done()

  const failure = await failureOf(() =>
    expect(simulator).toEmitTelemetry(
      'platform.initReport',
      { status: 'error', metrics: { durationMs: expect.any(Number) } },
      { timeoutMs: 30 },
    ),
  )

  expect(withoutTimes(failure)).toEqual([
    'expect(simulator).toEmitTelemetry(type, record)',
    '',
    'Expected an event matching: {"record": {"metrics": {"durationMs": Any<Number>}, "status": "error"}, "type": "platform.initReport"}',
    'Waited: # ms (limit 30 ms)',
    'Received: 6 events (platform.initStart × 1, platform.initRuntimeDone × 1, platform.initReport × 1, platform.start × 1, platform.runtimeDone × 1, platform.report × 1)',
    '',
    'Closest event (the only platform.initReport):',
    '',
    '- Expected',
    '+ Received',
    '',
    '  Object {',
    '    "record": Object {',
    '      "metrics": Object {',
    '        "durationMs": Any<Number>,',
    '      },',
    '-     "status": "error",',
    '+     "status": "success",',
    '    },',
    '    "type": "platform.initReport",',
    '  }',
  ])
})

test('it and .not end with the reason of their signal', async () => {
  await using simulator = await Simulator.start({ functionDirectory, timeoutMs: 60_000 })
  simulator.enqueue({ hang: true })
  const abort = new AbortController()
  const reason = new Error('enough')
  const limits = { signal: abort.signal }
  const waiting = expect(simulator).toEmitTelemetry('platform.report', limits)
  const resting = expect(simulator).not.toEmitTelemetry('platform.report', limits)

  abort.abort(reason)

  await expect(waiting).rejects.toBe(reason)
  await expect(resting).rejects.toBe(reason)
})

test("a test's fake timers disturb neither the wait nor its limit", async () => {
  await using simulator = await Simulator.start({ functionDirectory })
  jest.useFakeTimers()
  try {
    const told = expect(simulator).toEmitTelemetry('platform.report')
    simulator.enqueue({})

    await told
    await expect(simulator).not.toEmitTelemetry('platform.report', { status: 'error' })
    const failure = await failureOf(() =>
      expect(simulator).toEmitTelemetry('platform.logsDropped', { timeoutMs: 10 }),
    )

    expect(failure[3]).toMatch(/^Waited: \d+ ms \(limit 10 ms\)$/)
  } finally {
    jest.useRealTimers()
  }
})

test('an asymmetric matcher that throws ends the wait', async () => {
  await using simulator = await Simulator.start({ functionDirectory })
  const broken = {
    asymmetricMatch: () => {
      throw new Error('broken')
    },
  }
  const waiting = expect(simulator).toEmitTelemetry('platform.report', broken)

  simulator.enqueue({})

  await expect(waiting).rejects.toThrow('broken')
})

test('an unknown name is not waited for', async () => {
  await using simulator = await Simulator.start()
  const limits = { timeoutMs: 20_000 }
  const name = 'platform.started' as 'function'

  const failures = [
    await failureOf(() => expect(simulator).toEmitTelemetry(name, limits)),
    await failureOf(() => expect(simulator).not.toEmitTelemetry(name, limits)),
  ]

  expect(failures.map((failure) => failure[4])).toEqual([
    'Did you mean "platform.start"?',
    'Did you mean "platform.start"?',
  ])
})

test('a list of events is refused: it does not grow', async () => {
  const waiting = expect([report('a')]).toEmitTelemetry('platform.report')

  await expect(waiting).rejects.toThrow(TypeError)
  await expect(waiting).rejects.toThrow(
    'received value must be a simulator; a list of events does not grow, judge it with toHaveEmittedTelemetry',
  )
})

test('a promise of a simulator is answered with a word on await', async () => {
  const starting = Simulator.start()

  const failure = await failureOf(() => expect(starting).not.toEmitTelemetry('platform.report'))

  expect(failure[3]).toBe('It is a promise: await it first, or put .resolves before the matcher')
  await using simulator = await starting
  await expect(Promise.resolve(simulator)).resolves.toEmitTelemetry('platform.initStart')
})
