import { expect, test } from '@jest/globals'
import { getEventListeners } from 'node:events'
import { ManualClock, pollUntil } from '@sim/core'

const never = () => new Promise<never>(() => undefined)

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

/** Lets a wait go through its time, five milliseconds a turn, and returns what it rejected with. */
async function failureOf(clock: ManualClock, waiting: Promise<unknown>): Promise<unknown> {
  let failure: unknown
  waiting.catch((error: unknown) => (failure = error))
  await nextTurn()
  while (failure === undefined) {
    clock.advance(5)
    await nextTurn()
  }
  return failure
}

test('what holds already is found at the first look', async () => {
  const looks: string[] = []

  const found = await pollUntil(
    () => looks.push('look'),
    () => true,
    { what: 'a fact', timeoutMs: 0 },
  )

  expect([found, looks]).toEqual([1, ['look']])
})

test('it looks again until the fact holds, and resolves with what it saw', async () => {
  const states = ['S', 'S', 'T', 'X']

  const found = await pollUntil(
    async () => states.shift(),
    (state) => state === 'T',
    { what: 'state T' },
  )

  expect(found).toBe('T')
  expect(states).toEqual(['X'])
})

test('it looks after 10, 25, 50 and then always 100 ms, and once more when the time is over', async () => {
  const clock = new ManualClock()
  const looks: number[] = []
  const look = () => looks.push(clock.monotonic())

  await failureOf(
    clock,
    pollUntil(look, () => false, { what: 'never', timeoutMs: 300, clock }),
  )

  expect(looks).toEqual([0, 10, 35, 85, 185, 285, 300])
})

test('it gives up in words that say what it wanted and what it saw last', async () => {
  const clock = new ManualClock()

  const failure = await failureOf(
    clock,
    pollUntil(
      () => ({ pid: 7, state: 'S' }),
      () => false,
      { what: 'process 7 to stop', timeoutMs: 40, clock },
    ),
  )

  expect(failure).toMatchObject({
    code: 'ERR_WAIT_TIMEOUT',
    message: "waited 40 ms for process 7 to stop; last saw { pid: 7, state: 'S' }",
    timeoutMs: 40,
    seen: [
      { pid: 7, state: 'S' },
      { pid: 7, state: 'S' },
      { pid: 7, state: 'S' },
      { pid: 7, state: 'S' },
    ],
  })
})

test('it remembers the last hundred looks', async () => {
  const clock = new ManualClock()
  let looks = 0

  const failure = await failureOf(
    clock,
    pollUntil(
      () => (looks += 1),
      () => false,
      { what: 'never', timeoutMs: 15_000, clock },
    ),
  )

  expect(looks).toBeGreaterThan(100)
  expect(failure).toHaveProperty('seen.length', 100)
  expect(failure).toHaveProperty('seen.99', looks)
})

test('a look that does not come back does not hold up the end', async () => {
  const clock = new ManualClock()

  const failure = await failureOf(
    clock,
    pollUntil(never, () => true, { what: 'an answer', timeoutMs: 500, clock }),
  )

  expect(failure).toHaveProperty('message', 'waited 500 ms for an answer; last saw nothing')
  expect(clock.monotonic()).toBe(500)
})

test('a look that begins at the end still has its tenth of a second', async () => {
  const clock = new ManualClock()
  const states = ['no', 'yes']
  const look = () =>
    new Promise<string>((resolve) => void clock.after(60, () => resolve(states.shift() as string)))
  const waiting = pollUntil(look, (state) => state === 'yes', { what: 'yes', timeoutMs: 65, clock })

  while (states.length > 0) {
    await nextTurn()
    clock.advance(5)
  }

  await expect(waiting).resolves.toBe('yes')
  expect(clock.monotonic()).toBe(125)
})

test('a look that throws ends the wait', async () => {
  const waiting = pollUntil(
    () => {
      throw new Error('no such process')
    },
    () => true,
    { what: 'a process' },
  )

  await expect(waiting).rejects.toThrow('no such process')
})

test('a predicate that throws ends the wait', async () => {
  const waiting = pollUntil(
    () => undefined as { state: string } | undefined,
    (found) => (found as { state: string }).state === 'T',
    { what: 'a state' },
  )

  await expect(waiting).rejects.toThrow(TypeError)
})

test('it does not look when its signal had aborted before', async () => {
  const signal = AbortSignal.abort(new Error('enough'))
  let looks = 0
  const look = () => (looks += 1)

  await expect(pollUntil(look, () => true, { what: 'a look', signal })).rejects.toThrow('enough')

  expect(looks).toBe(0)
})

test.each([
  ['while it pauses', () => 'S'],
  ['while it looks', never],
])('it ends at once, with the reason of its signal, when that aborts %s', async (_, look) => {
  const clock = new ManualClock()
  const controller = new AbortController()
  const { signal } = controller
  const reason = new Error('enough')
  const waiting = pollUntil(look, () => false, { what: 'never', signal, clock })
  await nextTurn()

  controller.abort(reason)

  await expect(waiting).rejects.toBe(reason)
})

test('it ends at once when a look aborts its signal', async () => {
  const controller = new AbortController()
  const { signal } = controller
  const look = () => controller.abort(new Error('enough'))

  const waiting = pollUntil(look, () => false, { what: 'never', signal, clock: new ManualClock() })

  await expect(waiting).rejects.toThrow('enough')
})

test('it lets go of its signal at every turn', async () => {
  const { signal } = new AbortController()
  let looks = 0

  await pollUntil(
    () => {
      looks += 1
      return getEventListeners(signal, 'abort').length
    },
    (listening) => looks === 4 || listening > 0,
    { what: 'four looks', signal },
  )

  expect(looks).toBe(4)
  expect(getEventListeners(signal, 'abort')).toEqual([])
})
