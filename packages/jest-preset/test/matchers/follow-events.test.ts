import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { isAtRest } from '../../src/matchers/at-rest.ts'
import { followEvents } from '../../src/matchers/follow-events.ts'
import { functionDirectory } from './programs.ts'

test('between two invocations there is no rest', async () => {
  await using simulator = await Simulator.start({ functionDirectory })
  simulator.enqueue({})
  const last = simulator.enqueue({})

  const isDone = await followEvents(
    simulator,
    () => undefined,
    () => isAtRest(simulator),
    { timeoutMs: 20_000 },
  )

  expect(isDone).toBe(true)
  expect(last.progress).toBe('ended')
})

test('every event is shown once, in order, those of the past first', async () => {
  await using simulator = await Simulator.start({ functionDirectory })
  await simulator.enqueue({}).done()
  const seen: unknown[] = []
  const reports = () => simulator.telemetry.filter('platform.report').length
  const following = followEvents(
    simulator,
    (event) => seen.push(event),
    () => reports() === 3,
    { timeoutMs: 20_000 },
  )

  simulator.enqueue({})
  simulator.enqueue({})

  expect(await following).toBe(true)
  expect(seen).toEqual(simulator.telemetry.events().slice(0, seen.length))
  expect(seen.at(-1)).toMatchObject({ type: 'platform.report' })
})

test('it says when the time is over first', async () => {
  await using simulator = await Simulator.start()
  const never = () => false

  expect(await followEvents(simulator, () => undefined, never, { timeoutMs: 5 })).toBe(false)
})

test('an environment in its snapshot rests', async () => {
  await using simulator = await Simulator.start({
    functionDirectory,
    initializationType: 'snap-start',
  })

  await simulator.waitForPhase('snapshot', { timeoutMs: 20_000 })

  expect(isAtRest(simulator)).toBe(true)
})
