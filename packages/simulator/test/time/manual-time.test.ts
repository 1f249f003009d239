import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { extension, runtime } from '../programs.ts'
import { aWhile } from './real-events.ts'

const taken = { what: 'the event to be taken' }

test('a time-out of 15 minutes comes when the time is moved on by 15 minutes, and no sooner', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('never-answers'),
    timeoutMs: 900_000,
    time: 'manual',
  })
  const invocation = simulator.enqueue({})
  await simulator.waitForEntry(({ type }) => type === 'invocation.handed', taken)

  simulator.advance(600_000)
  simulator.advance(299_999)
  await aWhile()
  const before = invocation.progress
  simulator.advance(1)
  const report = await invocation.done()

  expect(before).toBe('running')
  expect(invocation.json()).toEqual({
    errorType: 'Sandbox.Timedout',
    errorMessage: 'Task timed out after 900.00 seconds',
  })
  expect(report).toMatchObject({
    status: 'timeout',
    metrics: { durationMs: 900_000, billedDurationMs: 900_000 },
  })
})

test('an init has its 10 seconds of the manual time', async () => {
  await using simulator = await Simulator.start({
    runtime: { command: 'sleep', args: ['1000'] },
    time: 'manual',
  })
  await simulator.waitForEntry(({ type }) => type === 'process.spawned', { what: 'the start' })

  simulator.advance(9_999)
  await aWhile()
  const before = simulator.phase
  simulator.advance(1)
  await simulator.waitForPhase('dormant')

  expect(before).toBe('init')
  expect(
    simulator.telemetry.filter('platform.initReport').map(({ record }) => record),
  ).toMatchObject([{ status: 'timeout', metrics: { durationMs: 10_000 } }])
})

test('nothing is over as long as nobody moves the time on', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('echoes'),
    extensions: [extension('observes')],
    timeoutMs: 1,
    initTimeoutMs: 1,
    time: 'manual',
  })

  const invocation = await simulator.invoke({ n: 1 })
  const report = await invocation.done()

  expect(invocation.json()).toEqual({ n: 1 })
  expect(report).toMatchObject({ status: 'success', metrics: { durationMs: 0 } })
  expect(simulator.generation).toBe(1)
})

test('the time can be moved on by who follows the journal', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('never-answers'),
    time: 'manual',
  })
  using _subscription = simulator.journal.subscribe((entry) => {
    if (entry?.type === 'invocation.handed') simulator.advance(3_000)
  })

  const invocation = await simulator.invoke({})

  expect(invocation.text).toContain('Task timed out after 3.00 seconds')
})

test('what is told of the time is the manual one', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes'), time: 'manual' })
  await simulator.enqueue({}).done()
  const [first] = simulator.journal.entries('invocation.dispatched')

  simulator.advance(86_400_000)
  await simulator.enqueue({}).done()

  const last = simulator.journal.entries('invocation.dispatched').at(-1)
  expect((last?.atMs ?? 0) - (first?.atMs ?? 0)).toBe(86_400_000)
  expect((last?.wallMs ?? 0) - (first?.wallMs ?? 0)).toBe(86_400_000)
  const starts = simulator.telemetry.filter('platform.start').map(({ time }) => Date.parse(time))
  expect((starts[1] ?? 0) - (starts[0] ?? 0)).toBe(86_400_000)
})
