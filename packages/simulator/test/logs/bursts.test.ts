import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { performance } from 'node:perf_hooks'
import { happened } from '../outcomes/scene.ts'
import { LogSubscriber } from './log-subscriber.ts'
import { writer, writing } from './writing.ts'

const lines = (count: number, bytes: number) => `${'x'.repeat(bytes - 1)}\n`.repeat(count)

test('however much an invocation prints, it is told before the answer and before its runtime is done', async () => {
  await using simulator = await Simulator.start({ runtime: writer, timeoutMs: 60_000 })

  const told: { logs: number; before: number; after: number }[] = []
  for (let n = 0; n < 20; n += 1) {
    const invocation = await simulator.invoke(writing([[1, lines(150, 2_000)]], { times: 3 }))
    const logs = invocation.logs.length
    await invocation.done()
    const events = simulator.telemetry.events().map(({ type }) => type)
    const since = events.slice(events.lastIndexOf('platform.start'))
    const done = since.indexOf('platform.runtimeDone')
    const count = (types: readonly string[]) => types.filter((type) => type === 'function').length
    told.push({ logs, before: count(since.slice(0, done)), after: count(since.slice(done)) })
  }

  expect(new Set(told.map((one) => JSON.stringify(one)))).toEqual(
    new Set([JSON.stringify({ logs: 450, before: 450, after: 0 })]),
  )
})

test('a host that was busy while a function printed and answered still reads what was printed first', async () => {
  await using simulator = await Simulator.start({ runtime: writer })
  const invocation = simulator.enqueue(writing([[1, lines(10, 2_000)]], { times: 10 }))
  await happened(simulator, 'invocation.handed', {})

  // Long enough for the function to do both: its lines, and its answer, are in the kernel then.
  const until = performance.now() + 200
  while (performance.now() < until) continue
  await invocation.completed()

  expect(invocation.logs).toHaveLength(100)
})

test('a burst of 50,000 lines reaches a subscriber that takes what comes, all of it', async () => {
  await using simulator = await Simulator.start({
    runtime: writer,
    extensions: [{ name: 'late' }],
    timeoutMs: 60_000,
    journalLimit: 1_000,
  })
  await using subscriber = await LogSubscriber.start(simulator)
  const dropped: unknown[] = []
  using _watched = simulator.journal.subscribe(
    (entry) => entry?.type === 'telemetry.dropped' && dropped.push(entry),
  )

  await simulator.invoke(writing([[1, lines(1_000, 100)]], { times: 50 }))
  const records = await subscriber.records('function', 50_000)

  expect(records).toHaveLength(50_000)
  expect(dropped).toEqual([])
})
