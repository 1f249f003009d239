import { ManualClock } from '@sim/core'
import { expect, test } from '@jest/globals'
import { Environment, type ExitReason } from '@sim/process'
import { FakeBody } from './fake-body.ts'
import { puppet } from './puppet.ts'
import { quiet } from './quiet.ts'

test('a task that is asked to stop hears why, and may end as it likes', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)

  const stopped = a.handle.stop({ why: 'enough' })
  const state = a.handle.state
  a.return('result')

  expect(await stopped).toEqual({ kind: 'shutdown', why: 'enough' })
  expect(a.self.signal.reason).toEqual({ kind: 'shutdown', why: 'enough' })
  expect(state).toBe('stopping')
  expect(await a.handle.result()).toBe('result')
})

test('a task that fails while it stops has failed', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)
  const error = new Error('in the clean-up')

  const stopped = a.handle.stop()
  a.throw(error)

  expect(await stopped).toEqual({ kind: 'failure', error })
})

test.each(['the reason of its signal', 'the error of a wait'])(
  'a task that passes on %s has stopped as it should',
  async (what) => {
    await using environment = new Environment()
    const a = await puppet(environment)
    const waiting = a.self.mailbox.receive()
    const refused = waiting.catch((error: unknown) => error)

    const stopped = a.handle.stop()
    a.throw(what.includes('signal') ? a.self.signal.reason : await refused)

    expect(await stopped).toEqual({ kind: 'shutdown' })
  },
)

test('a task that does not end is killed at the deadline', async () => {
  const clock = new ManualClock()
  await using environment = new Environment({ clock })
  const a = await puppet(environment)
  const stopped = a.handle.stop({ deadlineMs: 500, why: 'enough' })

  clock.advance(499)
  await quiet()
  const before = a.handle.exit
  clock.advance(1)

  expect(await stopped).toEqual({ kind: 'shutdown', why: 'enough', forced: true })
  expect(before).toBeUndefined()
  await expect(a.handle.result()).rejects.toMatchObject({ code: 'ERR_PROCESS_EXITED' })
})

test.each([
  [undefined, 2_000],
  [700, 700],
])('without a deadline its own time of %p counts', async (shutdownMs, ms) => {
  const clock = new ManualClock()
  await using environment = new Environment({ clock })
  const a = await puppet(environment, { shutdownMs })
  void a.handle.stop()

  clock.advance(ms - 1)
  await quiet()
  const before = a.handle.state
  clock.advance(1)
  await quiet()

  expect([before, a.handle.state]).toEqual(['stopping', 'exited'])
})

test('of several stops the first is told and the earliest deadline counts', async () => {
  const clock = new ManualClock()
  await using environment = new Environment({ clock })
  const fake = await environment.start(FakeBody.start)

  const first = fake.stop({ why: 'first', deadlineMs: Infinity })
  const second = fake.stop({ why: 'second', deadlineMs: 100 })
  clock.advance(100)
  const reasons = await Promise.all([first, second])

  expect(fake.body.stops).toEqual([{ kind: 'shutdown', why: 'first' }])
  const reason = { kind: 'shutdown', why: 'first', forced: true, signal: 'SIGKILL' }
  expect(reasons).toEqual([reason, reason])
})

test('an end that comes in the turn of the deadline came in time', async () => {
  const clock = new ManualClock()
  await using environment = new Environment({ clock })
  const a = await puppet(environment)
  const stopped = a.handle.stop({ deadlineMs: 100 })

  clock.advance(100)
  a.return()

  expect(await stopped).toEqual({ kind: 'shutdown' })
})

test('who is asked in another way is not asked by its body', async () => {
  await using environment = new Environment()
  const fake = await environment.start(FakeBody.start)

  const reason = await fake.stop({ ask: () => fake.body.host.ended({ status: { code: 0 } }) })

  expect(reason).toEqual({ kind: 'shutdown', code: 0 })
  expect(fake.body.stops).toEqual([])
})

test('a signal ends the wait for the end, but not the stop', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)
  const abort = new AbortController()
  const stopped = a.handle.stop({ signal: abort.signal, deadlineMs: Infinity })

  abort.abort(new Error('not that important'))

  await expect(stopped).rejects.toThrow('not that important')
  expect(a.handle.state).toBe('stopping')
})

test('a stop with a signal that does not abort resolves like any other', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)

  const stopped = a.handle.stop({ signal: new AbortController().signal })
  a.return()

  expect(await stopped).toEqual({ kind: 'shutdown' })
})

test('the dead are stopped already', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)
  const reason = await a.handle.kill()

  expect(await a.handle.stop()).toBe(reason)
})

test('a stop of what cannot be ended rejects, and may be tried again', async () => {
  const clock = new ManualClock()
  await using environment = new Environment({ clock })
  const fake = await environment.start(FakeBody.start)
  fake.body.onKill = () =>
    Promise.reject(Object.assign(new Error('it hangs'), { code: 'ERR_UNKILLABLE' }))

  const stopped = fake.stop({ deadlineMs: 0 })
  clock.advance(0)
  await expect(stopped).rejects.toMatchObject({ code: 'ERR_UNKILLABLE' })
  const state = fake.state
  fake.body.host.ended({ status: { signal: 'SIGKILL' } })

  expect(state).toBe('stopping')
  expect(await fake.stop()).toMatchObject({ kind: 'shutdown', forced: true })
})

test('a process stops what it was when it is disposed of', async () => {
  await using environment = new Environment()
  let reason: Promise<ExitReason>

  {
    await using handle = await environment.spawn((self) => self.mailbox.receive())
    reason = handle.exited
  }

  expect(await reason).toEqual({ kind: 'shutdown' })
})

test.each([
  [{ code: 0 }, { kind: 'normal', code: 0 }],
  [{ code: 3 }, { kind: 'failure', code: 3 }],
  [{ signal: 'SIGSEGV' as const }, { kind: 'failure', signal: 'SIGSEGV' }],
])('a body that reports %j by itself ended with %j', async (status, reason) => {
  await using environment = new Environment()
  const fake = await environment.start(FakeBody.start)

  fake.body.host.ended({ status })
  fake.body.host.ended({ status: { code: 77 } })

  expect(fake.exit).toEqual(reason)
})

test.each([
  ['returns', undefined],
  ['exits', { code: 0 }],
])('a process that is not meant to end has failed when it %s', async (_how, status) => {
  await using environment = new Environment()
  const fake = await environment.start(FakeBody.start, { normalExit: 'failure' })

  fake.body.host.ended(status === undefined ? { value: 1 } : { status })

  const error = new Error('it ended by itself, which it is not meant to do')
  expect(fake.exit).toEqual({ kind: 'failure', error, ...status })
})

test('a process that is not meant to end may be stopped', async () => {
  await using environment = new Environment()
  const a = await puppet(environment, { normalExit: 'failure' })

  const stopped = a.handle.stop()
  a.return()

  expect(await stopped).toEqual({ kind: 'shutdown' })
})

test.each([
  ['by itself', undefined],
  ['when it was asked to stop', 'stop' as const],
  ['when it was killed', 'kill' as const],
])('a body that says why it went %s is believed unless it was killed', async (_when, asked) => {
  await using environment = new Environment()
  const fake = await environment.start(FakeBody.start)
  fake.body.onKill = async () => undefined
  if (asked !== undefined) void fake[asked]({ why: 'asked' })

  fake.body.host.ended({ reason: { kind: 'shutdown', why: 'its own' } })

  expect(fake.exit).toEqual(
    asked === 'kill' ? { kind: 'killed', why: 'asked' } : { kind: 'shutdown', why: 'its own' },
  )
})
