import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { runtime } from '../programs.ts'

test('a time-out of 15 minutes is over in milliseconds', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('never-answers'),
    timeoutMs: 900_000,
    // A fifth of a second; init has twenty.
    initTimeoutMs: 90_000_000,
    time: { scale: 200 / 900_000 },
  })
  await simulator.waitForPhase('idle', { timeoutMs: 20_000 })

  const invocation = await simulator.invoke({})
  const report = await invocation.done()

  expect(invocation.json()).toEqual({
    errorType: 'Sandbox.Timedout',
    errorMessage: 'Task timed out after 900.00 seconds',
  })
  expect(report).toMatchObject({ status: 'timeout', metrics: { durationMs: 900_000 } })
  expect(simulator.journal.entries('shutdown')).toMatchObject([{ reason: 'timeout' }])
})

test('an init of 10 seconds is over in milliseconds', async () => {
  await using simulator = await Simulator.start({
    runtime: { command: 'sleep', args: ['1000'] },
    time: { scale: 0.01 },
  })

  await simulator.waitForPhase('dormant')

  const [report] = simulator.telemetry.filter('platform.initReport')
  expect(report?.record).toMatchObject({ status: 'timeout' })
  expect(report?.record.metrics.durationMs).toBeGreaterThanOrEqual(99)
})

test('a slower machine is given more time', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('never-answers'),
    timeoutMs: 100,
    time: { scale: 8 },
  })
  await simulator.waitForPhase('idle')

  const invocation = simulator.enqueue({})
  await invocation.done()

  const [from, to] = ['invocation.dispatched', 'failed'].map(
    (type) => simulator.journal.entries().find((entry) => entry.type === type)?.atMs ?? NaN,
  )
  expect((to ?? NaN) - (from ?? NaN)).toBeGreaterThanOrEqual(799)
  expect(invocation.text).toContain('Task timed out after 0.10 seconds')
})
