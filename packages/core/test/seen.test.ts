import { expect, test } from '@jest/globals'
import { Cell, defaultWaitMs, Log, ManualClock, waitFor } from '@sim/core'

const failureOf = (waiting: Promise<unknown>) =>
  waiting.then(
    (value) => expect(value).toBe('a failure'),
    (error: unknown) => error,
  )

test('it gives up in words that say how long, for what, and what it saw last', async () => {
  const clock = new ManualClock()
  const source = new Cell<unknown>({ phase: 'init' })
  const failure = failureOf(
    waitFor(source, () => false, { what: 'the runtime to be ready', timeoutMs: 500, clock }),
  )

  source.set({ phase: 'invoke', ids: [1, 2] })
  clock.advance(500)

  expect(await failure).toMatchObject({
    code: 'ERR_WAIT_TIMEOUT',
    message:
      "waited 500 ms for the runtime to be ready; last saw { phase: 'invoke', ids: [ 1, 2 ] }",
    what: 'the runtime to be ready',
    timeoutMs: 500,
    seen: [{ phase: 'init' }, { phase: 'invoke', ids: [1, 2] }],
  })
})

test('a long value is shortened, unless the caller says how it should read', async () => {
  const long = 'x'.repeat(10_000)
  const timeoutMs = 0
  const source = new Cell(long)

  const shortened = await failureOf(waitFor(source, () => false, { what: 'y', timeoutMs }))
  const described = await failureOf(
    waitFor(source, () => false, { what: 'y', timeoutMs, describe: (text) => `${text.length} x` }),
  )

  expect((shortened as Error).message).toMatch(/^waited 0 ms for y; last saw 'x{499}…$/)
  expect(described).toHaveProperty('message', 'waited 0 ms for y; last saw 10000 x')
})

test('a description that throws does not hide the timeout', async () => {
  const describe = () => {
    throw new Error('no words')
  }

  const failure = await failureOf(
    waitFor(new Cell(0), () => false, { what: 'one', timeoutMs: 0, describe }),
  )

  expect(failure).toMatchObject({
    code: 'ERR_WAIT_TIMEOUT',
    message:
      'waited 0 ms for one; last saw something that could not be described (Error: no words)',
  })
})

test('it remembers the last hundred values', async () => {
  const clock = new ManualClock()
  const source = new Log<number>()
  const failure = failureOf(waitFor(source, () => false, { what: 'never', clock }))

  for (let entry = 1; entry <= 250; entry += 1) source.append(entry)
  clock.advance(defaultWaitMs)

  expect(await failure).toHaveProperty('seen.length', 100)
  expect(await failure).toHaveProperty('seen.0', 151)
  expect(await failure).toHaveProperty('seen.99', 250)
})
