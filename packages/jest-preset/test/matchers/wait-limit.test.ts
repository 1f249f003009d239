import { expect, test } from '@jest/globals'
import { ManualClock, systemClock } from '@sim/core'
import { Simulator } from '@sim/simulator'
import { matchers } from '../../src/matchers/matchers.ts'
import { waitLimit } from '../../src/matchers/wait-limit.ts'
import { deadlineSlot, type Slots } from '../../src/slots.ts'
import type {} from '../../src/types/jest-globals.ts'
import { failureOf } from './failure.ts'

expect.extend(matchers)

/** The test environment says when the test's time is over. */
function deadlineAt(ms: number): Disposable {
  const slots = globalThis as Slots
  const before = slots[deadlineSlot]
  slots[deadlineSlot] = ms
  return {
    [Symbol.dispose]: () => {
      if (before === undefined) delete slots[deadlineSlot]
      else slots[deadlineSlot] = before
    },
  }
}

test.each([
  { left: 1_000, wanted: undefined, timeoutMs: 800 },
  { left: 1_000, wanted: 900, timeoutMs: 800 },
  { left: 1_000, wanted: Infinity, timeoutMs: 800 },
  { left: 1_000, wanted: 700, timeoutMs: 700 },
  { left: 60_000, wanted: undefined, timeoutMs: 5_000 },
  { left: 0, wanted: undefined, timeoutMs: 5_000 },
  { left: -50, wanted: 20, timeoutMs: 20 },
])('with $left ms left, $wanted ms become $timeoutMs ms', ({ left, wanted, timeoutMs }) => {
  const clock = new ManualClock()
  using _deadline = deadlineAt(clock.now() + left)

  const limit = waitLimit(wanted, clock)

  expect(limit.timeoutMs).toBe(timeoutMs)
  const isCut = timeoutMs === 800
  expect(limit.text).toBe(isCut ? '800 ms, 80 % of what was left of the test' : `${timeoutMs} ms`)
})

test("a matcher gives up before the test's own time is over, and says so", async () => {
  await using simulator = await Simulator.start()
  using _deadline = deadlineAt(systemClock.now() + 1_000)

  const failure = await failureOf(() => expect(simulator).toEmitTelemetry('platform.report'))

  expect(failure[3]).toMatch(
    /^Waited: \d+ ms \(limit \d{1,3} ms, 80 % of what was left of the test\)$/,
  )
})
