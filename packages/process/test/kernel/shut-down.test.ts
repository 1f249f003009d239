import { ManualClock } from '@sim/core'
import { expect, test } from '@jest/globals'
import { Environment, type ShutdownReport } from '@sim/process'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { FakeBody } from './fake-body.ts'
import { puppet } from './puppet.ts'
import { quiet } from './quiet.ts'

const run = promisify(execFile)
const never = () => new Promise<never>(() => undefined)
const nobody: ShutdownReport = { clean: [], failed: [], killed: [], unkillable: [], runaway: [] }

test('an environment without processes shuts down as often as it is told to', async () => {
  const environment = new Environment()

  const reports = [await environment.shutdown(), await environment.shutdown()]

  expect(reports).toEqual([nobody, nobody])
})

test('everyone is stopped, the newest first, children by their parents, and told why', async () => {
  await using environment = new Environment({ id: 'env' })
  const deaths: unknown[] = []
  using _heard = environment.subscribe((event) => {
    if (event.type === 'exited') deaths.push([event.pid, event.reason])
  })
  const idle = {
    init: () => undefined,
    run: (self: { mailbox: { receive(): Promise<unknown> } }) => self.mailbox.receive(),
  }
  await environment.spawn(idle)
  await environment.spawn({ init: (self) => self.spawn(idle), run: idle.run })
  await environment.spawn(idle)

  const report = await environment.shutdown({ why: 'test over' })

  const asked = { kind: 'shutdown', why: 'test over' }
  const orphan = { kind: 'shutdown', why: 'its parent ended' }
  expect(deaths).toEqual([
    ['env/4', asked],
    ['env/3', orphan],
    ['env/2', asked],
    ['env/1', asked],
  ])
  expect(report).toEqual({ ...nobody, clean: ['env/1', 'env/2', 'env/3', 'env/4'] })
})

test('orphans are stopped like anybody else', async () => {
  await using environment = new Environment({ id: 'env' })
  const parent = await puppet(environment)
  await parent.self.spawn((self) => self.mailbox.receive(), { detached: true })
  parent.return()
  await parent.handle.exited

  expect(await environment.shutdown()).toEqual({ ...nobody, clean: ['env/2'] })
})

test('the report tells everyone’s fate', async () => {
  const clock = new ManualClock()
  const environment = new Environment({ id: 'env', clock })
  const slow = await environment.spawn(never)
  const unkillable = await environment.start(FakeBody.start)
  unkillable.body.onKill = () => Promise.reject(new Error('it hangs'))
  await environment.spawn(async (self) => {
    await self.mailbox.receive().catch(() => undefined)
    throw new Error('in the clean-up')
  })
  await environment.spawn((self) => self.mailbox.receive(), { shutdownMs: 100 })

  const shutdown = environment.shutdown({ deadlineMs: 1_000 })
  for (let passed = 0; passed < 1_200; passed += 50) {
    await quiet()
    clock.advance(50)
  }

  expect(await shutdown).toEqual({
    clean: ['env/4'],
    failed: ['env/3'],
    killed: [slow.pid],
    unkillable: [unkillable.pid],
    runaway: [slow.pid],
  })
  expect(environment.list()).toMatchObject([{ pid: unkillable.pid, state: 'stopping' }])
})

test('a process that never starts does not keep an environment from shutting down', async () => {
  const clock = new ManualClock()
  const environment = new Environment({ id: 'env', clock })
  const go = Promise.withResolvers<void>()
  const preparing = environment.spawn({ init: never, run: never })
  const starting = environment.start(async (host) => {
    await go.promise
    return new FakeBody(host)
  })
  const refused = Promise.allSettled([preparing, starting])

  const shutdown = environment.shutdown({ deadlineMs: 1_000 })
  for (let passed = 0; passed < 12_000; passed += 500) {
    await quiet()
    clock.advance(500)
  }

  expect(await shutdown).toEqual({
    ...nobody,
    killed: ['env/1'],
    unkillable: ['env/2'],
    runaway: ['env/1'],
  })
  go.resolve()
  expect(await refused).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }])
  expect(environment.size).toBe(0)
})

test('whoever is told to be killed is not asked', async () => {
  await using environment = new Environment()
  const { body } = await environment.start(FakeBody.start, { shutdownMs: 'kill' })

  const report = await environment.shutdown()

  expect(body.stops).toEqual([])
  expect(report.killed).toHaveLength(1)
})

test('each has its own time within that of all', async () => {
  const clock = new ManualClock()
  const environment = new Environment({ clock })
  const [quick, slow] = [
    await puppet(environment, { shutdownMs: 100 }),
    await puppet(environment, { shutdownMs: 9_000 }),
  ]

  const shutdown = environment.shutdown({ deadlineMs: 3_000 })
  await quiet()
  clock.advance(2_999)
  await quiet()
  const before = [quick.handle.state, slow.handle.state]
  clock.advance(1)
  await shutdown

  expect(before).toEqual(['running', 'stopping'])
  expect(quick.handle.exit).toMatchObject({ kind: 'shutdown', forced: true })
})

/** A program of its own: it ends when nothing keeps it alive. */
const fixture = join(import.meta.dirname, 'fixtures', 'shuts-down.ts')

test('after a shutdown nothing is left, and nothing keeps the host alive', async () => {
  const args = ['--conditions=@sim/source', fixture]

  const { stdout } = await run(process.execPath, args, { timeout: 15_000 })

  expect(JSON.parse(stdout)).toEqual({
    left: [[], null, 'ERR_PROCESS_EXITED'],
    gauges: expect.objectContaining({
      'lunatic.process.links.alive': 0,
      'sim.process.monitors.alive': 0,
      'lunatic.timers.active': 0,
      'lunatic.registry.registered': 0,
      'lunatic.process.messages.outstanding': 0,
      'lunatic.process.environment.count': 0,
      'lunatic.process.environment.process.count{environment=env}': 0,
    }),
  })
})

test('an environment that is disposed of is shut down', async () => {
  let handle
  {
    await using environment = new Environment()
    handle = await environment.spawn((self) => self.mailbox.receive())
  }

  expect(handle.exit).toMatchObject({ kind: 'shutdown', why: 'shutdown' })
})
