import { expect, test } from '@jest/globals'
import { systemClock } from '@sim/core'
import { PlatformTime } from '../../src/platform-time.ts'

test('as a clock the time of the platform is consistent: what it measures is what its timers take', () => {
  const { paced } = new PlatformTime({ scale: 100 })

  const before = systemClock.monotonic()
  const measured = paced.monotonic()
  const after = systemClock.monotonic()

  expect(measured * 100).toBeGreaterThanOrEqual(before - 0.001)
  expect(measured * 100).toBeLessThanOrEqual(after + 0.001)
})

test('a limit tells how much of it is left, and never less than nothing', () => {
  const time = new PlatformTime('manual')

  const limit = time.limit(1_000)
  const left = [limit.leftMs]
  for (const ms of [400, 600, 1]) {
    time.advance(ms)
    left.push(limit.leftMs)
  }

  expect(left).toEqual([1_000, 600, 0, 0])
})

test('who is called back when a time is over can move it on further', () => {
  const time = new PlatformTime('manual')
  const called: number[] = []
  const call = () => called.push(time.clock.monotonic())
  time.after(10, () => {
    call()
    time.after(5, call)
    time.advance(100)
  })
  time.after(50, call)

  time.advance(20)

  expect(called).toEqual([10, 15, 50])
  expect(time.clock.monotonic()).toBe(110)
})
