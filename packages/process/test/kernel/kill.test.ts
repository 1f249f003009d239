import { ManualClock } from '@sim/core'
import { expect, test } from '@jest/globals'
import { Environment, MemoryMetrics, type ProcessHandle } from '@sim/process'
import { FakeBody } from './fake-body.ts'
import { puppet } from './puppet.ts'
import { quiet } from './quiet.ts'

const never = () => new Promise<never>(() => undefined)

test('a task that is killed is dead in the turn of the call', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)

  const killed = a.handle.kill({ why: 'test' })

  expect(a.handle.exit).toEqual({ kind: 'killed', why: 'test' })
  expect(a.handle.state).toBe('exited')
  expect(await killed).toBe(a.handle.exit)
})

test('a kill says which task it came from', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment), await puppet(environment)]

  await a.run(() => b.handle.kill())

  expect(b.handle.exit).toEqual({ kind: 'killed', by: a.handle.pid })
})

test('a task may kill itself: what it does without waiting goes on', async () => {
  await using environment = new Environment()
  const done: string[] = []

  const handle = await environment.spawn(async (self) => {
    void environment.get(self.pid)?.kill()
    done.push('went on')
    await self.sleep(0)
    done.push('waited')
  })

  expect(await handle.exited).toEqual({ kind: 'killed', by: handle.pid })
  await quiet()
  expect(done).toEqual(['went on'])
})

test('the first who asks for the end is who the reason names', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment), await environment.start(FakeBody.start)]
  void a.handle.stop({ why: 'first' })
  b.body.onKill = async () => undefined
  void b.kill({ why: 'first' })

  await a.handle.kill({ why: 'second' })
  void b.kill({ why: 'second' })
  void b.stop({ why: 'third' })
  b.body.host.ended({ status: { signal: 'SIGKILL' } })

  expect(a.handle.exit).toEqual({ kind: 'shutdown', why: 'first', forced: true })
  expect(b.exit).toEqual({ kind: 'killed', why: 'first', signal: 'SIGKILL' })
  expect(b.body.stops).toEqual([])
})

test('the dead are killed already', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)
  a.return()
  const reason = await a.handle.exited

  expect(await a.handle.kill()).toBe(reason)
})

test.each<[state: string, spawn: (environment: Environment) => Promise<ProcessHandle>]>([
  ['has not taken its first step', (environment) => environment.spawn(never)],
  ['receives', (environment) => environment.spawn((self) => self.mailbox.receive())],
  [
    'iterates',
    (environment) =>
      environment.spawn(async (self) => {
        for await (const _envelope of self.mailbox);
      }),
  ],
  ['sleeps', (environment) => environment.spawn((self) => self.sleep(1e9))],
  [
    'waits for a reply',
    (environment) =>
      environment.spawn(async (self) => {
        const deaf = await self.spawn(never, { shutdownMs: 'kill' })
        await self.request(deaf.pid, 1, { timeoutMs: Infinity })
      }),
  ],
  ['waits for something else', (environment) => environment.spawn(never)],
  [
    'starts a child',
    (environment) =>
      environment.spawn(async (self) => {
        await self.spawn({ init: never, run: never }, { shutdownMs: 'kill' })
      }),
  ],
  ['traps exits', (environment) => environment.spawn(never, { trapExit: true })],
  [
    'is stopping',
    async (environment) => {
      const handle = await environment.spawn(never)
      void handle.stop({ deadlineMs: Infinity })
      return handle
    },
  ],
  [
    'is kept by what it deferred',
    async (environment) =>
      environment.spawn(async (self) => {
        self.defer(() => self.environment.spawn(() => 1))
        await never()
      }),
  ],
])('a task that %s is dead soon after a kill', async (_state, spawn) => {
  const clock = new ManualClock()
  const environment = new Environment({ clock })
  const handle = await spawn(environment)
  await quiet()

  const killed = handle.kill({ deadlineMs: 100 })
  await quiet()
  clock.advance(0)

  expect(['killed', 'shutdown']).toContain((await killed).kind)
  expect(environment.get(handle.pid)).toBeUndefined()
})

test('a kill gives up at its deadline when what was deferred takes longer', async () => {
  const clock = new ManualClock()
  const environment = new Environment({ clock })
  const a = await puppet(environment)
  a.self.defer(never)

  const killed = a.handle.kill({ deadlineMs: 100 })
  await quiet()
  clock.advance(100)

  await expect(killed).rejects.toMatchObject({
    code: 'ERR_UNKILLABLE',
    message: 'env/1 did not end within 100 ms: what it owns is not released'.replace(
      'env/1',
      a.handle.pid,
    ),
  })
  clock.advance(4_900)
  expect(await a.handle.exited).toEqual({ kind: 'killed' })
})

test('a kill of what cannot be ended rejects with what its body says', async () => {
  await using environment = new Environment()
  const fake = await environment.start(FakeBody.start)
  const error = Object.assign(new Error('it hangs'), { code: 'ERR_UNKILLABLE' })
  fake.body.onKill = () => Promise.reject(error)

  await expect(fake.kill({ deadlineMs: 30 })).rejects.toBe(error)
  fake.body.host.ended({ status: { signal: 'SIGKILL' } })

  expect(fake.body.kills).toMatchObject([{ deadlineMs: 30 }])
  expect(fake.exit).toEqual({ kind: 'killed', signal: 'SIGKILL' })
})

test('what a link cannot end is told to the environment', async () => {
  const events: unknown[] = []
  await using environment = new Environment({ onEvent: (event) => events.push(event) })
  const [a, fake] = [await puppet(environment), await environment.start(FakeBody.start)]
  const error = new Error('it hangs')
  fake.body.onKill = () => Promise.reject(error)
  a.self.link(fake)

  await a.handle.kill()
  await quiet()

  expect(events).toContainEqual({ type: 'unkillable', pid: fake.pid, error })
  fake.body.host.ended({ status: { code: 0 } })
})

test.each([{ value: 1 }, { error: new Error('it failed') }, { status: { code: 0 } }])(
  'who was killed was killed, whatever its body says: %j',
  async (end) => {
    await using environment = new Environment()
    const fake = await environment.start(FakeBody.start)
    fake.body.onKill = async () => fake.body.host.ended(end)

    const reason = await fake.kill({ why: 'test' })

    expect(reason).toEqual({ kind: 'killed', why: 'test', ...end.status })
  },
)

test('how long kills took is measured', async () => {
  const metrics = new MemoryMetrics()
  const clock = new ManualClock()
  await using environment = new Environment({ clock, metrics })
  const fake = await environment.start(FakeBody.start)
  fake.body.onKill = async () => undefined

  const killed = fake.kill()
  clock.advance(40)
  fake.body.host.ended({ status: { signal: 'SIGKILL' } })
  await killed

  expect(metrics.summary('sim.process.kill.duration')).toMatchObject({ count: 1, sum: 40 })
})
