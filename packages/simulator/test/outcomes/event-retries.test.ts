import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { echoing, happened, runtimeThat } from './scene.ts'

const event = (simulator: Simulator) =>
  fetch(`${simulator.endpoint}/2015-03-31/functions/function/invocations`, {
    method: 'POST',
    headers: { 'X-Amz-Invocation-Type': 'Event' },
    body: '{"n":1}',
  })

const attempts = (simulator: Simulator) => simulator.journal.entries('invocation.queued')
const isQueued = (count: number) => (simulator: Simulator) => attempts(simulator).length === count
const fails = runtimeThat('next', 'fail', 'again 0')

test('an event that fails is tried again after one minute and after two, under its id, then given up', async () => {
  await using simulator = await Simulator.start({ runtime: fails, time: 'manual' })

  const { status } = await event(simulator)
  await happened(simulator, 'event.retrying', { attempt: 1 })
  simulator.advance(59_999)
  const before = attempts(simulator).length
  simulator.advance(1)
  await happened(simulator, 'event.retrying', { attempt: 2 })
  simulator.advance(119_999)
  const beforeThird = attempts(simulator).length
  simulator.advance(1)
  await happened(simulator, 'event.discarded', { attempt: 3 })
  simulator.advance(24 * 60 * 60 * 1_000)

  expect([status, before, beforeThird]).toEqual([202, 1, 2])
  expect(attempts(simulator)).toHaveLength(3)
  expect(new Set(attempts(simulator).map(({ requestId }) => requestId)).size).toBe(1)
})

test('a crash is a failure that is tried again, in a fresh generation', async () => {
  await using simulator = await Simulator.start({
    runtime: runtimeThat('next', 'exit 1'),
    time: 'manual',
  })

  await event(simulator)
  await happened(simulator, 'event.retrying')
  simulator.advance(60_000)
  await simulator.waitFor(isQueued(2), { what: 'the second attempt' })
  await happened(simulator, 'event.retrying', { attempt: 2 })

  expect(simulator.generation).toBe(3)
})

test('an event that succeeds is not tried again', async () => {
  await using simulator = await Simulator.start({ runtime: echoing, time: 'manual' })

  await event(simulator)
  await happened(simulator, 'invocation.ended')
  simulator.advance(24 * 60 * 60 * 1_000)

  expect(attempts(simulator)).toHaveLength(1)
})

test('a call that waits for its answer is not tried again', async () => {
  await using simulator = await Simulator.start({ runtime: fails, time: 'manual' })

  await simulator.enqueue({}).done()
  simulator.advance(24 * 60 * 60 * 1_000)

  expect(attempts(simulator)).toHaveLength(1)
})

test('nothing is tried again after a shutdown', async () => {
  await using simulator = await Simulator.start({ runtime: fails, time: 'manual' })
  await event(simulator)
  await happened(simulator, 'event.retrying')

  await simulator.shutdown()
  simulator.advance(60_000)

  expect(attempts(simulator)).toHaveLength(1)
})
