import { afterEach, expect, jest, test } from '@jest/globals'
import { systemClock, type Clock } from '@sim/core'

afterEach(() => {
  jest.useRealTimers()
  jest.resetModules()
  jest.dontMock('node:perf_hooks')
})

const elapsed = (clock: Clock, ms: number) =>
  new Promise<void>((resolve) => void clock.after(ms, resolve))

function expectTheTimeOfTheMachine(clock: Clock): void {
  const before = Date.now()
  const now = clock.now()
  const after = Date.now()

  expect(now).toBeGreaterThan(before - 101)
  expect(now).toBeLessThan(after + 101)
}

const freshClock = async (): Promise<Clock> => {
  jest.resetModules()
  return (await import('../src/clock.ts')).systemClock
}

test('wall time is the time of the machine', () => {
  expectTheTimeOfTheMachine(systemClock)
})

test('monotonic time counts milliseconds', async () => {
  const startedAt = systemClock.monotonic()

  await elapsed(systemClock, 20)

  expect(systemClock.monotonic() - startedAt).toBeGreaterThanOrEqual(19)
})

test('what was disposed of is not called', async () => {
  const called: string[] = []

  const alarm = systemClock.after(1, () => called.push('disposed'))
  alarm[Symbol.dispose]()
  await elapsed(systemClock, 5)

  expect(called).toEqual([])
})

test.each([[Infinity], [2 ** 31], [Number.MAX_SAFE_INTEGER]])(
  'a delay of %d ms does not fire at once',
  async (ms) => {
    const called: number[] = []
    using _alarm = systemClock.after(ms, () => called.push(ms))

    await elapsed(systemClock, 5)

    expect(called).toEqual([])
  },
)

test('an endless delay keeps no process alive', () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()

  using _alarm = systemClock.after(Infinity, () => undefined)

  expect(timers()).toBe(before)
})

test('a delay below zero is over at once', async () => {
  const startedAt = systemClock.monotonic()

  await elapsed(systemClock, -1_000)

  expect(systemClock.monotonic() - startedAt).toBeLessThan(1_000)
})

test('fake timers stop neither the time nor its alarms', async () => {
  jest.useFakeTimers({ now: 0 })
  const startedAt = systemClock.monotonic()

  await elapsed(systemClock, 5)

  expect(systemClock.monotonic()).toBeGreaterThan(startedAt)
  expect(systemClock.now()).toBeGreaterThan(Date.UTC(2024, 0, 1))
})

test('fake timers that were there first are seen through', async () => {
  jest.useFakeTimers({ now: 0 })

  const clock = await freshClock()

  expect(clock.now()).toBeGreaterThan(Date.UTC(2024, 0, 1))
})

test('wall time is right again after the machine has slept', async () => {
  const { performance } = await import('node:perf_hooks')
  const hourMs = 3_600_000
  const slept = { timeOrigin: performance.timeOrigin, now: () => performance.now() - hourMs }
  jest.doMock('node:perf_hooks', () => ({ performance: slept }))

  const clock = await freshClock()

  expectTheTimeOfTheMachine(clock)
})
