import { expect, test } from '@jest/globals'
import { Environment, type Pid } from '@sim/process'
import { setImmediate } from 'node:timers/promises'
import { FakeBody } from './fake-body.ts'
import { drain, puppet } from './puppet.ts'

const never = () => new Promise<never>(() => undefined)

test('pids carry their environment and count up, and are never used again', async () => {
  await using environment = new Environment({ id: 'env' })
  const [a, b] = [await puppet(environment), await puppet(environment)]
  await b.handle.kill()

  const c = await puppet(environment)

  expect([a, b, c].map(({ handle }) => handle.pid)).toEqual(['env/1', 'env/2', 'env/3'])
})

test('a task takes its first step after the turn of its spawn', async () => {
  await using environment = new Environment()
  const order: string[] = []

  const spawned = environment.spawn(() => order.push('first step'))
  order.push('turn of the spawn')
  await (
    await spawned
  ).exited

  expect(order).toEqual(['turn of the spawn', 'first step'])
})

test('a task can be sent to, by itself as well, from its first step on', async () => {
  await using environment = new Environment()

  const handle = await environment.spawn((self) => [self.send(self.pid, 1), self.mailbox.size])

  expect(await handle.result()).toEqual([true, 1])
})

test('a process is linked and watched before its first step', async () => {
  await using environment = new Environment()
  const parent = await puppet(environment, { trapExit: true })

  const child = await parent.self.spawn(
    () => {
      throw new Error('at once')
    },
    { link: { tag: 1 }, monitor: { tag: 2 } },
  )
  await child.exited

  expect(drain(parent.self)).toMatchObject([
    { type: 'link-died', tag: 1, reason: { kind: 'failure' } },
    { type: 'process-died', tag: 2, reason: { kind: 'failure' } },
  ])
})

test('the tag of a link at the start is its parent’s, not the child’s', async () => {
  await using environment = new Environment()
  const parent = await puppet(environment)
  const child = await puppet(parent.self, { link: { tag: 1 }, trapExit: true })

  await parent.handle.kill()

  expect(drain(child.self)).toMatchObject([{ type: 'link-died', tag: undefined }])
})

test('a process may be linked to somebody else than its parent at the start', async () => {
  await using environment = new Environment()
  const other = await puppet(environment)
  const child = await puppet(environment, { link: { to: other.handle.pid } })

  await child.handle.kill()

  expect(other.handle.exit).toMatchObject({ kind: 'linked', from: child.handle.pid })
})

test('who is to be linked to nobody is not spawned, unless it traps exits', async () => {
  await using environment = new Environment()
  const link = { to: 'env/9' as Pid }

  const refused = puppet(environment, { link })
  await expect(refused).rejects.toMatchObject({ code: 'ERR_PROCESS_EXITED' })
  const trapping = await puppet(environment, { link, trapExit: true })

  expect(drain(trapping.self)).toMatchObject([{ type: 'link-died', reason: { kind: 'noproc' } }])
  expect(environment.size).toBe(1)
})

test('an init is over before the spawn resolves, and run is given what it made', async () => {
  await using environment = new Environment()

  const handle = await environment.spawn({
    init: async () => {
      await setImmediate()
      return 'state'
    },
    run: (_self, state) => state,
  })

  expect(await handle.result()).toBe('state')
})

test('a process is starting while it prepares, and has no handle', async () => {
  await using environment = new Environment()
  const go = Promise.withResolvers<void>()

  const spawned = environment.spawn(
    { init: () => go.promise, run: never },
    { name: 'x', shutdownMs: 'kill' },
  )
  const [during] = environment.list()
  const found = environment.whereis('x')
  go.resolve()
  const handle = await spawned

  expect(during).toMatchObject({ state: 'starting', names: ['x'] })
  expect(found).toBeUndefined()
  expect(environment.list()).toMatchObject([{ state: 'running' }])
  expect(environment.get(handle.pid)).toBe(handle)
})

test('a process that prepares receives messages and news', async () => {
  await using environment = new Environment()
  const peer = await puppet(environment)
  const go = Promise.withResolvers<void>()
  const spawned = environment.spawn(
    {
      init: async (self) => {
        self.link(peer.handle)
        await go.promise
        return drain(self)
      },
      run: (_self, seen) => seen,
    },
    { name: 'x', trapExit: true },
  )

  const sent = environment.send('x', 'early')
  await peer.handle.kill()
  go.resolve()

  expect(sent).toBe(true)
  expect(await (await spawned).result()).toMatchObject([{ data: 'early' }, { type: 'link-died' }])
})

test('a body that is over before its start is has lived all the same', async () => {
  const events: string[] = []
  await using environment = new Environment({ onEvent: ({ type }) => events.push(type) })

  const handle = await environment.start(async (host) => {
    host.ended({ status: { code: 0 } })
    await setImmediate()
    return new FakeBody(host)
  })

  expect(handle.exit).toEqual({ kind: 'normal', code: 0 })
  expect(events).toEqual(['spawned', 'exited'])
})

test('a promise of another realm is waited for as well', async () => {
  await using environment = new Environment()

  const handle = await environment.start((host) => setImmediate().then(() => new FakeBody(host)))

  expect(handle.body).toBeInstanceOf(FakeBody)
  expect(handle.kind).toBe('os')
})

test('news that come before a body reach it, and messages are refused', async () => {
  await using environment = new Environment()
  const peer = await puppet(environment)
  const go = Promise.withResolvers<void>()
  const spawned = environment.start(
    async (host) => {
      await go.promise
      return new FakeBody(host)
    },
    { name: 'x', trapExit: true, link: { to: peer.handle.pid } },
  )

  const sent = environment.send('x', 1)
  await peer.handle.kill()
  go.resolve()
  const { body } = await spawned

  expect(sent).toBe(false)
  expect(body.delivered).toMatchObject([{ type: 'link-died', from: peer.handle.pid }])
})
