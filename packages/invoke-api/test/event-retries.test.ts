import { expect, test } from '@jest/globals'
import { Cell, ManualClock, waitFor } from '@sim/core'
import { EventRetries, type AsyncInvocationEvent, type EventRetriesOptions } from '@sim/invoke-api'

/** Retries by a time of their own, and what became of the events. */
function recorded(options: EventRetriesOptions = {}) {
  const clock = new ManualClock()
  const told = new Cell<readonly AsyncInvocationEvent[]>([])
  const retries = new EventRetries({
    ...options,
    clock,
    onEvent: (event) => told.set([...told.current, event]),
  })
  const count = (wanted: number) =>
    waitFor(told, (events) => events.length === wanted, { what: `${wanted} events` })
  return { clock, told, retries, count }
}

const fails = () => Promise.resolve(false)

test('the first attempt begins at once, and knows its number as all do', async () => {
  const { retries, clock, count } = recorded({ retryDelaysMs: [10, 20] })
  const attempts: number[] = []

  retries.take('a', (attempt) => {
    attempts.push(attempt)
    return fails()
  })
  const atOnce = [...attempts]
  await count(1)
  clock.advance(10)
  await count(2)
  clock.advance(20)
  const events = await count(3)

  expect(atOnce).toEqual([1])
  expect(attempts).toEqual([1, 2, 3])
  expect(events).toEqual([
    { type: 'retrying', requestId: 'a', attempt: 1 },
    { type: 'retrying', requestId: 'a', attempt: 2 },
    { type: 'discarded', requestId: 'a', attempt: 3 },
  ])
})

test('an event that would be too old by then is given up', async () => {
  const { retries, clock, count } = recorded({ retryDelaysMs: [10, 20], maximumAgeMs: 29 })

  retries.take('a', fails)
  await count(1)
  clock.advance(10)
  const events = await count(2)

  expect(events[1]).toEqual({ type: 'discarded', requestId: 'a', attempt: 2 })
})

test('by default an event is given up after six hours', async () => {
  const { retries, clock, count } = recorded()
  const first = Promise.withResolvers<boolean>()

  retries.take('a', () => first.promise)
  clock.advance(6 * 60 * 60 * 1_000 - 59_999)
  first.resolve(false)
  const events = await count(1)

  expect(events).toEqual([{ type: 'discarded', requestId: 'a', attempt: 1 }])
})

test('an event that nobody takes any more is given up', async () => {
  const { retries, count } = recorded()

  retries.take('a', () => Promise.reject(new Error('stopped')))
  const events = await count(1)

  expect(events).toEqual([{ type: 'discarded', requestId: 'a', attempt: 1 }])
})
