import { ManualClock } from '@sim/core'
import { expect, test } from '@jest/globals'
import { Environment, type ProcessHandle } from '@sim/process'
import { FakeBody } from './fake-body.ts'
import { puppet } from './puppet.ts'
import { quiet } from './quiet.ts'

const deathsIn = (environment: Environment): string[] => {
  const deaths: string[] = []
  environment.subscribe((event) => {
    if (event.type === 'exited') deaths.push(event.pid)
  })
  return deaths
}

test('children are stopped politely before the death of their parent is told', async () => {
  await using environment = new Environment()
  const deaths = deathsIn(environment)
  const parent = await puppet(environment)
  const child = await parent.self.spawn(async (self) => {
    await self.mailbox.receive().catch(() => undefined)
    return 'cleaned up'
  })

  parent.return()
  await parent.handle.exited

  expect(deaths).toEqual([child.pid, parent.handle.pid])
  expect(child.exit).toEqual({ kind: 'shutdown', why: 'its parent ended' })
  expect(await child.result()).toBe('cleaned up')
})

test('a child that does not stop is killed after its own time', async () => {
  const clock = new ManualClock()
  await using environment = new Environment({ clock })
  const parent = await puppet(environment)
  const child = await puppet(parent.self, { shutdownMs: 300 })

  const killed = parent.handle.kill()
  await quiet()
  clock.advance(299)
  await quiet()
  const before = child.handle.exit
  clock.advance(1)
  await killed

  expect(before).toBeUndefined()
  expect(child.handle.exit).toMatchObject({ kind: 'shutdown', forced: true })
})

test('a parent waits for the children of its children, and for one that ends by itself', async () => {
  const clock = new ManualClock()
  await using environment = new Environment({ clock })
  const deaths = deathsIn(environment)
  const parent = await puppet(environment)
  const child = await puppet(parent.self)
  const grandchild = await puppet(child.self, { shutdownMs: 500 })

  child.return()
  await quiet()
  parent.return()
  await quiet()
  const early = [...deaths]
  clock.advance(500)
  await parent.handle.exited

  expect(early).toEqual([])
  expect(deaths).toEqual([grandchild, child, parent].map(({ handle }) => handle.pid))
})

test('linked and detached children outlive their parent', async () => {
  await using environment = new Environment()
  const parent = await puppet(environment)
  const linked = await puppet(parent.self, { link: true })
  const detached = await puppet(parent.self, { detached: true })
  const elsewhere = await puppet(parent.self, { link: { to: detached.handle.pid } })

  parent.return()
  await parent.handle.exited

  const states = [linked, detached, elsewhere].map(({ handle }) => handle.state)
  expect(states).toEqual(['running', 'running', 'running'])
  expect(environment.list()).toMatchObject([{ parent: parent.handle.pid }, {}, {}])
})

test('a child that was started when its parent was killed is ended as soon as it is there', async () => {
  await using environment = new Environment()
  const parent = await puppet(environment)
  const go = Promise.withResolvers<void>()
  let body: FakeBody | undefined
  const spawned = parent.self.start(async (host) => {
    await go.promise
    return (body = new FakeBody(host))
  })

  const killed = parent.handle.kill()
  await quiet()
  const during = environment.list().map(({ state }) => state)
  go.resolve()
  await killed

  await expect(spawned).rejects.toMatchObject({ code: 'ERR_PROCESS_EXITED' })
  expect(during).toEqual(['stopping', 'stopping'])
  expect(body?.kills).toHaveLength(1)
  expect(environment.size).toBe(0)
})

test('a linked child that was started when its parent was killed goes with it', async () => {
  await using environment = new Environment()
  const parent = await puppet(environment)
  const go = Promise.withResolvers<void>()
  const spawned = parent.self.start(
    async (host) => {
      await go.promise
      return new FakeBody(host)
    },
    { link: true },
  )

  await parent.handle.kill()
  go.resolve()

  await expect(spawned).rejects.toMatchObject({
    reason: { kind: 'linked', from: parent.handle.pid, cause: { kind: 'killed' } },
  })
  expect(environment.size).toBe(0)
})

test('a child that cannot be ended makes the normal end of its parent a failure', async () => {
  const clock = new ManualClock()
  const environment = new Environment({ clock })
  const parent = await puppet(environment)
  const { body } = await parent.self.start(FakeBody.start, { shutdownMs: 'kill' })
  const unkillable = Object.assign(new Error('it hangs'), { code: 'ERR_UNKILLABLE' })
  body.onKill = () => Promise.reject(unkillable)

  parent.return()
  await quiet()
  clock.advance(0)

  expect(await parent.handle.exited).toEqual({ kind: 'failure', error: unkillable })
  expect(environment.list()).toMatchObject([{ kind: 'os', state: 'stopping' }])
})

test('the dead have no children', async () => {
  await using environment = new Environment()
  const parent = await puppet(environment)
  await parent.handle.kill()

  const spawned = parent.self.spawn(() => 1)

  await expect(spawned).rejects.toMatchObject({
    code: 'ERR_PROCESS_EXITED',
    pid: parent.handle.pid,
  })
})

test('a parent does not wait for children that died before', async () => {
  await using environment = new Environment()
  const parent = await puppet(environment)
  const children: ProcessHandle[] = []
  for (let count = 0; count < 3; count += 1) children.push(await parent.self.spawn(() => count))
  await Promise.all(children.map(({ exited }) => exited))

  void parent.handle.kill()

  expect(parent.handle.exit).toEqual({ kind: 'killed' })
})
