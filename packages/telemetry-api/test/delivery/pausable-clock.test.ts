import { expect, test } from '@jest/globals'
import { ManualClock } from '@sim/core'
import { PausableClock } from '../../src/delivery/pausable-clock.ts'

function arrange() {
  const clock = new ManualClock()
  const calls: string[] = []
  return {
    clock,
    pausable: new PausableClock(clock),
    calls,
    call: (name: string) => () => calls.push(name),
  }
}

test('a wait lasts longer by as long as the time stood still', () => {
  const { clock, pausable, calls, call } = arrange()
  pausable.after(100, call('done'))
  clock.advance(60)

  pausable.pause()
  clock.advance(10_000)
  pausable.resume()
  clock.advance(39)
  const before = [...calls]
  clock.advance(1)

  expect(before).toEqual([])
  expect(calls).toEqual(['done'])
})

test('a wait that begins while the time stands still begins when it goes on', () => {
  const { clock, pausable, calls, call } = arrange()
  pausable.pause()
  clock.advance(500)
  pausable.after(100, call('done'))

  clock.advance(500)
  pausable.resume()
  clock.advance(99)
  const before = [...calls]
  clock.advance(1)

  expect(before).toEqual([])
  expect(calls).toEqual(['done'])
})

test('its durations leave out what it stood still, its wall time does not', () => {
  const { clock, pausable } = arrange()
  const startedAt = pausable.now()
  clock.advance(5)

  pausable.pause()
  pausable.pause()
  clock.advance(100)
  const standing = pausable.monotonic()
  pausable.resume()
  pausable.resume()
  clock.advance(7)

  expect(standing).toBe(5)
  expect(pausable.monotonic()).toBe(12)
  expect(pausable.now() - startedAt).toBe(112)
})

test('a wait can be ended, standing or going', () => {
  const { clock, pausable, calls, call } = arrange()
  const first = pausable.after(10, call('first'))
  const second = pausable.after(10, call('second'))

  first[Symbol.dispose]()
  pausable.pause()
  second[Symbol.dispose]()
  pausable.resume()
  clock.advance(20)

  expect(calls).toEqual([])
})

test('disposing of it ends every wait', () => {
  const { clock, pausable, calls, call } = arrange()
  pausable.after(10, call('one'))

  pausable[Symbol.dispose]()
  clock.advance(20)

  expect(calls).toEqual([])
})
