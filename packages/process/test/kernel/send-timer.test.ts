import { ManualClock } from '@sim/core'
import { expect, test } from '@jest/globals'
import { Environment, MemoryMetrics, type EnvironmentEvent } from '@sim/process'
import { FakeBody } from './fake-body.ts'
import { drain, puppet } from './puppet.ts'
import { quiet } from './quiet.ts'

async function arrange() {
  const clock = new ManualClock()
  const metrics = new MemoryMetrics()
  const events: EnvironmentEvent[] = []
  const environment = new Environment({ clock, metrics, onEvent: (event) => events.push(event) })
  const [a, b] = [await puppet(environment, { name: 'a' }), await puppet(environment)]
  const read = (what: string): number => metrics.read(`lunatic.timers.${what}`)
  const counts = (): number[] => ['started', 'completed', 'canceled', 'active'].map(read)
  return { clock, environment, a, b, counts, events }
}

test('a message is sent after its time, in the name of its owner', async () => {
  const { clock, a, b, counts } = await arrange()
  b.self.sendAfter('a', 1, 100, { tag: 2 })

  clock.advance(99)
  const before = a.self.mailbox.size
  clock.advance(1)

  expect(before).toBe(0)
  expect(drain(a.self)).toEqual([{ type: 'message', data: 1, tag: 2, from: b.handle.pid }])
  expect(counts()).toEqual([1, 1, 0, 0])
})

test('a timer is cancelled once, and not when it is over', async () => {
  const { clock, environment, a, counts } = await arrange()
  const [early, late] = [environment.sendAfter('a', 1, 10), environment.sendAfter('a', 2, 10)]

  const cancelled = [early.cancel(), early.cancel()]
  clock.advance(10)
  cancelled.push(late.cancel())

  expect(cancelled).toEqual([true, false, false])
  expect(drain(a.self)).toMatchObject([{ data: 2 }])
  expect(counts()).toEqual([2, 1, 1, 0])
})

test('a timer that is disposed of is cancelled', async () => {
  const { clock, environment, a } = await arrange()
  {
    using _timer = environment.sendAfter('a', 1, 10)
  }

  clock.advance(10)

  expect(a.self.mailbox.size).toBe(0)
})

test('a timer dies with its owner, and one of nobody with the environment', async () => {
  const { clock, environment, a, b, counts, events } = await arrange()
  b.self.sendAfter('a', 1, 10)
  environment.sendAfter('a', 2, 10)
  environment.sendAfter('a', 3, 1e6)

  await b.handle.kill()
  clock.advance(10)
  const got = drain(a.self)
  await a.handle.kill()
  await environment.shutdown()
  clock.advance(1e6)

  expect(got).toMatchObject([{ data: 2 }])
  expect(counts()).toEqual([3, 1, 2, 0])
  expect(events.filter(({ type }) => type === 'undelivered')).toEqual([])
})

test('an environment that was shut down sends nothing later', async () => {
  const { clock, environment, a, counts, events } = await arrange()
  await a.handle.kill()
  const shutdown = environment.shutdown()
  await quiet()
  clock.advance(0)
  await shutdown

  const timer = environment.sendAfter('a', 1, 10)
  clock.advance(10)

  expect(timer.cancel()).toBe(false)
  expect(counts()).toEqual([1, 0, 1, 0])
  expect(events.filter(({ type }) => type === 'undelivered')).toEqual([])
})

test('whom it reaches is looked up when the time has come', async () => {
  const { clock, environment, a, b } = await arrange()
  environment.sendAfter('a', 1, 10)

  environment.unregister('a')
  environment.register('a', b.handle.pid)
  clock.advance(10)

  expect([a.self.mailbox.size, b.self.mailbox.size]).toEqual([0, 1])
})

test('what reaches nobody is told to the environment', async () => {
  const { clock, environment, counts, events } = await arrange()
  const full = await puppet(environment, { mailbox: { maxMessages: 0 } })
  const fake = await environment.start(FakeBody.start, { name: 'refuses' })
  fake.body.onDeliver = () => false
  for (const to of ['nobody', 'refuses', full.handle.pid]) environment.sendAfter(to, 1, 10)

  clock.advance(10)

  const undelivered = events.filter(({ type }) => type === 'undelivered')
  expect(undelivered).toMatchObject([
    { to: 'nobody', error: { code: 'ERR_PROCESS_EXITED' } },
    { to: 'refuses', error: { code: 'ERR_PROCESS_EXITED' } },
    { to: full.handle.pid, error: { code: 'ERR_MAILBOX_FULL' } },
  ])
  expect(counts()).toEqual([3, 3, 0, 0])
})
