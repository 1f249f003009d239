import { expect, test } from '@jest/globals'
import { Environment, type EnvironmentEvent, type Pid } from '@sim/process'
import { FakeBody } from './fake-body.ts'
import { puppet } from './puppet.ts'

test('an environment without an id has one of its own', () => {
  const [one, other] = [new Environment(), new Environment()]

  expect(one.id).toMatch(/^env-[0-9a-f]{8}$/)
  expect(one.id).not.toBe(other.id)
})

test('an empty id is refused', () => {
  expect(() => new Environment({ id: '' })).toThrow(
    expect.objectContaining({ code: 'ERR_INVALID_OPTIONS' }),
  )
})

test('the list tells of everyone who lives, in the order in which they were spawned', async () => {
  await using environment = new Environment({ id: 'env' })
  const a = await puppet(environment, { name: 'a' })
  const b = await puppet(a.self, { link: true, trapExit: true })
  const c = await environment.start(FakeBody.start)
  const dead = await puppet(environment)
  await dead.handle.kill()
  void b.handle.stop()

  const list = environment.list()

  const rest = { kind: 'task', parent: undefined, trapsExits: false }
  expect(list).toEqual([
    { ...rest, pid: 'env/1', names: ['a'], state: 'running', links: ['env/2'] },
    {
      ...rest,
      pid: 'env/2',
      names: [],
      state: 'stopping',
      links: ['env/1'],
      parent: 'env/1',
      trapsExits: true,
    },
    { ...rest, pid: c.pid, names: [], state: 'running', links: [], kind: 'os' },
  ])
  expect(environment.size).toBe(3)
})

test('a process is found by its pid as long as it lives', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)

  const found = environment.get(a.handle.pid)
  await a.handle.kill()

  expect(found).toBe(a.handle)
  expect(environment.get(a.handle.pid)).toBeUndefined()
  expect(environment.get('env/9' as Pid)).toBeUndefined()
})

test('a task finds itself from its first step on, and whoever hears of a spawn finds it', async () => {
  await using environment = new Environment()
  const found: unknown[] = []
  using _heard = environment.subscribe((event) => {
    if (event.type === 'spawned') found.push(environment.get(event.pid))
  })

  const handle = await environment.spawn((self) => found.push(environment.get(self.pid)))
  await handle.exited

  expect(found).toEqual([handle, handle])
})

test('everything that happens is told in its turn, until nobody listens any more', async () => {
  const [first, second]: EnvironmentEvent[][] = [[], []]
  await using environment = new Environment({ onEvent: (event) => first!.push(event) })
  const subscription = environment.subscribe((event) => second!.push(event))
  const a = await puppet(environment, { name: 'a' })
  const { pid } = a.handle

  void a.handle.kill()
  const told = [...second!]
  subscription[Symbol.dispose]()
  await puppet(environment)

  expect(told).toEqual([
    { type: 'spawned', pid, kind: 'task', name: 'a' },
    { type: 'exited', pid, kind: 'task', names: ['a'], reason: { kind: 'killed' } },
  ])
  expect(second).toEqual(told)
  expect(first).toHaveLength(3)
})

test('a handle says what it stands for, and goes on to after the death', async () => {
  await using environment = new Environment({ id: 'env' })
  const a = await puppet(environment, { name: 'a' })

  const before = [a.handle.kind, a.handle.state, a.handle.exit, a.handle.names]
  await a.handle.kill()

  expect(before).toEqual(['task', 'running', undefined, ['a']])
  expect(a.handle).toMatchObject({
    pid: 'env/1',
    kind: 'task',
    name: 'a',
    names: [],
    state: 'exited',
  })
  expect(a.handle.body).toMatchObject({ kind: 'task', isolation: 'none' })
})

test('a result is what a task returned, or the code of what is no task', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment), await environment.start(FakeBody.start)]

  a.return('value')
  b.body.host.ended({ status: { code: 0 } })

  expect([await a.handle.result(), await b.result()]).toEqual(['value', 0])
})

test.each(['failure', 'killed', 'linked', 'forced'])('there is no result after %s', async (how) => {
  await using environment = new Environment({ id: 'env' })
  const [a, b] = [await puppet(environment, { name: 'a' }), await puppet(environment)]
  const error = new Error('it failed')
  a.self.link(b.handle)
  if (how !== 'linked') a.self.unlink(b.handle)

  if (how === 'failure') a.throw(error)
  if (how === 'killed') void a.handle.kill()
  if (how === 'linked') b.throw(error)
  if (how === 'forced') void a.handle.stop({ deadlineMs: 0 })
  const reason = await a.handle.exited

  await expect(a.handle.result()).rejects.toMatchObject({
    code: 'ERR_PROCESS_EXITED',
    name: 'ProcessExitedError',
    pid: 'env/1',
    reason,
    message: expect.stringMatching(/^a \(env\/1\) ended: /),
    ...((how === 'failure' || how === 'linked') && { cause: error }),
  })
})

test('a reason cannot be changed', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)

  const reason = await a.handle.kill()

  expect(Object.isFrozen(reason)).toBe(true)
})
