import { expect, test } from '@jest/globals'
import { ManualClock } from '@sim/core'

test('the time stands still until it is moved', () => {
  const clock = new ManualClock(1_000)

  expect([clock.now(), clock.monotonic()]).toEqual([1_000, 0])

  clock.advance(250)

  expect([clock.now(), clock.monotonic()]).toEqual([1_250, 250])
})

test('it starts at the same wall time in every run', () => {
  expect(new Date(new ManualClock().now()).toISOString()).toBe('2026-01-01T00:00:00.000Z')
})

test('alarms go off in the order in which they are due, at their own moment', () => {
  const clock = new ManualClock()
  const rung: unknown[] = []
  for (const [name, ms] of [
    ['late', 30],
    ['early', 10],
    ['also early', 10],
  ] as const) {
    clock.after(ms, () => rung.push([name, clock.monotonic()]))
  }

  clock.advance(30)

  expect(rung).toEqual([
    ['early', 10],
    ['also early', 10],
    ['late', 30],
  ])
})

test('an alarm goes off when its time has come, once', () => {
  const clock = new ManualClock()
  let rung = 0
  clock.after(10, () => (rung += 1))

  clock.advance(9)
  expect(rung).toBe(0)

  clock.advance(1)
  clock.advance(100)
  expect(rung).toBe(1)
})

test('an alarm that was disposed of does not go off, not even if another one does it', () => {
  const clock = new ManualClock()
  const rung: string[] = []
  const second = () => rung.push('second')
  clock.after(1, () => alarm[Symbol.dispose]())
  const alarm = clock.after(2, second)

  clock.advance(10)

  expect(rung).toEqual([])
})

test('an alarm that an alarm sets is due within the same move', () => {
  const clock = new ManualClock()
  const rung: number[] = []
  clock.after(10, () => clock.after(10, () => rung.push(clock.monotonic())))

  clock.advance(25)

  expect(rung).toEqual([20])
  expect(clock.monotonic()).toBe(25)
})

test('a delay below zero is due now', () => {
  const clock = new ManualClock()
  const rung: number[] = []
  clock.advance(5)
  clock.after(-3, () => rung.push(clock.monotonic()))

  clock.advance(0)

  expect(rung).toEqual([5])
})

test('the time never goes back, even if an alarm moves it further', () => {
  const clock = new ManualClock()
  clock.after(10, () => clock.advance(100))

  clock.advance(20)

  expect(clock.monotonic()).toBe(110)
})
