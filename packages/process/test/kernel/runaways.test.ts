import { ManualClock } from '@sim/core'
import { expect, test } from '@jest/globals'
import { Environment, MemoryMetrics, type EnvironmentEvent } from '@sim/process'
import { quiet } from './quiet.ts'

async function runaway(graceMs?: number) {
  const clock = new ManualClock()
  const metrics = new MemoryMetrics()
  const events: EnvironmentEvent[] = []
  const onEvent = (event: EnvironmentEvent): unknown => events.push(event)
  const environment = new Environment({ clock, metrics, graceMs, onEvent })
  const end = Promise.withResolvers<void>()
  const handle = await environment.spawn(() => end.promise)
  await quiet()
  await handle.kill()
  const state = (): unknown[] => [
    environment.runaways,
    metrics.read('sim.process.runaway'),
    events.filter(({ type }) => type === 'runaway').length,
  ]
  return { clock, environment, handle, state, end: end.resolve }
}

test.each([
  [undefined, 100],
  [30, 30],
])('a function that runs on counts after its time of grace of %p', async (graceMs, ms) => {
  const { clock, handle, state } = await runaway(graceMs)

  clock.advance(ms - 1)
  const before = [state(), handle.body.isRunaway]
  clock.advance(1)

  expect(before).toEqual([[[], 0, 0], true])
  expect(state()).toEqual([[handle.pid], 1, 1])
})

test('a function that returns in its time of grace does not count', async () => {
  const { clock, handle, state, end } = await runaway()

  end()
  await quiet()
  clock.advance(100)

  expect(handle.body.isRunaway).toBe(false)
  expect(state()).toEqual([[], 0, 0])
})

test('a function that returns later counts no more', async () => {
  const { clock, state, end } = await runaway()
  clock.advance(100)

  end()
  await quiet()

  expect(state()).toEqual([[], 0, 1])
})

test('a shutdown waits for the time of grace, and for no longer', async () => {
  const { clock, environment, handle } = await runaway()

  const shutdown = environment.shutdown()
  await quiet()
  clock.advance(100)

  expect((await shutdown).runaway).toEqual([handle.pid])
})

test('a shutdown waits for everyone’s time of grace', async () => {
  const clock = new ManualClock()
  const environment = new Environment({ id: 'env', clock })
  const never = () => new Promise<never>(() => undefined)
  const [first, second] = [await environment.spawn(never), await environment.spawn(never)]
  await quiet()

  await first.kill()
  clock.advance(50)
  await second.kill()
  const shutdown = environment.shutdown()
  for (const ms of [50, 50]) {
    await quiet()
    clock.advance(ms)
  }

  expect((await shutdown).runaway).toEqual(['env/1', 'env/2'])
})

test('an init that runs on counts as well', async () => {
  const clock = new ManualClock()
  const environment = new Environment({ clock })
  const abort = new AbortController()
  const end = Promise.withResolvers<void>()
  const task = { init: () => end.promise, run: () => undefined }
  const spawned = environment.spawn(task, { signal: abort.signal })

  abort.abort()
  await expect(spawned).rejects.toThrow()
  clock.advance(100)
  const before = environment.runaways.length
  end.resolve()
  await quiet()

  expect([before, environment.runaways.length]).toEqual([1, 0])
})

test('a task that was killed before its first step does not take it, and is no runaway', async () => {
  const environment = new Environment({ clock: new ManualClock() })
  const abort = new AbortController()
  let isRun = false
  const spawned = environment.spawn(() => (isRun = true), { signal: abort.signal })

  abort.abort()
  await spawned
  await quiet()

  expect(isRun).toBe(false)
  expect(await environment.shutdown()).toMatchObject({ runaway: [] })
})
