import { expect, test } from '@jest/globals'
import { getEventListeners } from 'node:events'
import { Cell, defaultWaitMs, ManualClock, waitFor, type Watchable } from '@sim/core'

/** A cell that knows how many follow it, and calls back when someone looks at it. */
class Observed extends Cell<number> {
  followers = 0
  onLook: () => void = () => undefined

  override get current(): number {
    const value = super.current
    this.onLook()
    return value
  }

  override subscribe(listener: (value: number) => void): Disposable {
    this.followers += 1
    const subscription = super.subscribe(listener)
    return {
      [Symbol.dispose]: () => {
        this.followers -= 1
        subscription[Symbol.dispose]()
      },
    }
  }
}

const failureOf = (waiting: Promise<unknown>) =>
  waiting.then(
    (value) => expect(value).toBe('a failure'),
    (error: unknown) => error,
  )

test('the present value counts', async () => {
  const source = new Observed(7)

  await expect(waitFor(source, (value) => value === 7, { what: 'seven' })).resolves.toBe(7)

  expect(source.followers).toBe(0)
})

test('it resolves with the first value that satisfies, even if it has changed since', async () => {
  const source = new Observed(0)
  const waiting = waitFor(source, (value) => value > 1, { what: 'more than one' })

  source.set(1)
  source.set(2)
  source.set(3)

  await expect(waiting).resolves.toBe(2)
})

test('it resolves with the value that satisfied, though someone changed it in answer', async () => {
  const source = new Cell('idle')
  source.subscribe((value) => {
    if (value === 'asked') source.set('answered')
  })
  const waiting = waitFor(source, (value) => value !== 'idle', { what: 'a question' })

  source.set('asked')

  await expect(waiting).resolves.toBe('asked')
})

test('a value that comes and goes within the turn of the call is not missed', async () => {
  const source = new Observed(0)

  const waiting = waitFor(source, (value) => value === 1, { what: 'one' })
  source.set(1)
  source.set(0)

  await expect(waiting).resolves.toBe(1)
})

test('it judges the very value that it read', async () => {
  const source = new Observed(1)
  source.onLook = () => source.set(0)

  await expect(waitFor(source, (value) => value === 1, { what: 'one' })).resolves.toBe(1)
})

test('it does not give up a millisecond early', async () => {
  const clock = new ManualClock()
  const source = new Cell(0)
  const waiting = waitFor(source, (value) => value === 1, { what: 'one', clock })

  clock.advance(defaultWaitMs - 1)
  source.set(1)
  clock.advance(1)

  await expect(waiting).resolves.toBe(1)
})

test('it waits five seconds when nothing else was said', async () => {
  const clock = new ManualClock()
  const failure = failureOf(waitFor(new Cell(0), () => false, { what: 'never', clock }))

  clock.advance(5_000)

  expect(await failure).toHaveProperty('timeoutMs', 5_000)
})

test('without an end it waits for as long as it takes', async () => {
  const clock = new ManualClock()
  const source = new Cell(0)
  const waiting = waitFor(source, Boolean, { what: 'one', timeoutMs: Infinity, clock })

  clock.advance(Number.MAX_SAFE_INTEGER)
  source.set(1)

  await expect(waiting).resolves.toBe(1)
})

test('a predicate that throws ends the wait with its error, not the owner of the value', async () => {
  const source = new Observed(0)
  const waiting = failureOf(
    waitFor(
      source,
      (value) => {
        if (value === 1) throw new Error('cannot judge 1')
        return false
      },
      { what: 'anything' },
    ),
  )

  expect(() => source.set(1)).not.toThrow()

  expect(await waiting).toEqual(new Error('cannot judge 1'))
  expect(source.followers).toBe(0)
})

test('a predicate that throws on the present value ends the wait', async () => {
  const judge = () => {
    throw new Error('cannot judge')
  }

  await expect(waitFor(new Cell(0), judge, { what: 'x' })).rejects.toThrow('cannot judge')
})

test('a signal ends the wait with its reason', async () => {
  const controller = new AbortController()
  const reason = new Error('the process died')
  const waiting = failureOf(
    waitFor(new Cell(0), () => false, { what: 'never', signal: controller.signal }),
  )

  controller.abort(reason)

  expect(await waiting).toBe(reason)
})

test('a signal that had aborted before wins over a value that satisfies', async () => {
  const signal = AbortSignal.abort(new Error('too late'))

  const waiting = waitFor(new Cell(1), () => true, { what: 'one', signal })

  await expect(waiting).rejects.toThrow('too late')
})

test.each<[string, (source: Cell<number>, clock: ManualClock, end: AbortController) => void]>([
  ['it was satisfied', (source) => source.set(1)],
  ['it gave up', (_, clock) => clock.advance(defaultWaitMs)],
  ['it was aborted', (_source, _clock, end) => end.abort()],
])('nothing is left behind after %s', async (_, finish) => {
  const source = new Observed(0)
  const clock = new ManualClock()
  const alarms = new Set<object>()
  const after = clock.after.bind(clock)
  clock.after = (...alarm) => {
    const set = after(...alarm)
    alarms.add(set)
    return {
      [Symbol.dispose]: () => {
        alarms.delete(set)
        set[Symbol.dispose]()
      },
    }
  }
  const end = new AbortController()
  const options = { what: 'one', clock, signal: end.signal }
  const waiting = waitFor(source, (value) => value === 1, options).catch(() => undefined)
  expect([source.followers, alarms.size]).toEqual([1, 1])

  finish(source, clock, end)
  await waiting

  expect([source.followers, alarms.size]).toEqual([0, 0])
  expect(getEventListeners(end.signal, 'abort')).toEqual([])
})

test('a type guard narrows what it resolves with', async () => {
  type Phase = { name: 'init' } | { name: 'exited'; code: number }
  const source: Watchable<Phase> = new Cell<Phase>({ name: 'exited', code: 3 })

  const exited = await waitFor(source, (phase) => phase.name === 'exited', { what: 'the exit' })

  expect(exited.code).toBe(3)
})
