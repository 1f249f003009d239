import { expect, test } from '@jest/globals'

import process from 'node:process'
import { descendantsOf } from '../../src/os/process-tree.ts'
import { FakeBody } from '../kernel/fake-body.ts'
import { drain, puppet } from '../kernel/puppet.ts'
import { isAlive, untilGone, untilStopped } from './is-alive.ts'
import { osWorld } from './os-world.ts'

test.each<[NodeJS.Signals | undefined, object]>([
  [undefined, { signal: 'SIGTERM' }],
  ['SIGINT', { signal: 'SIGINT' }],
])('a program is asked to stop with %p', async (stopSignal, status) => {
  await using world = osWorld()
  const handle = await world.environment.spawnOs(world.program('runs-forever', [], { stopSignal }))

  expect(await handle.stop({ why: 'enough' })).toEqual({
    kind: 'shutdown',
    why: 'enough',
    ...status,
  })
})

test('a program that stops as it was asked to says how', async () => {
  await using world = osWorld()
  const handle = await world.environment.spawnOs(world.program('exits-with-0-on-sigterm'))
  await world.said('')

  expect(await handle.stop()).toEqual({ kind: 'shutdown', code: 0 })
  expect(await handle.result()).toBe(0)
})

test('a program that does not stop is killed at the deadline', async () => {
  await using world = osWorld()
  const handle = await world.environment.spawnOs(world.program('ignores-sigterm'))
  await world.said('')

  const reason = await handle.stop({ deadlineMs: 100 })

  expect(reason).toEqual({ kind: 'shutdown', forced: true, signal: 'SIGKILL' })
})

test.each(['stop', 'kill'] as const)('a program that is frozen is ended by %s', async (how) => {
  await using world = osWorld()
  const handle = await world.environment.spawnOs(world.program('runs-forever'))
  handle.body.program.signal('SIGSTOP')
  await untilStopped(handle.body.osPid)

  await handle[how]()

  expect(isAlive(handle.body.osPid)).toBe(false)
})

test('a kill takes the whole group', async () => {
  await using world = osWorld()
  const handle = await world.environment.spawnOs(world.program('has-a-family'))
  await world.said('')
  const family = descendantsOf(handle.body.osPid).map(({ pid }) => pid)

  const reason = await handle.kill({ why: 'test' })

  expect(reason).toEqual({ kind: 'killed', why: 'test', signal: 'SIGKILL' })
  expect(family.length).toBeGreaterThan(0)
  await untilGone([handle.body.osPid, ...family])
})

test('the death of a link kills a program, and that of a program a link', async () => {
  await using world = osWorld()
  const [a, b] = [
    await puppet(world.environment),
    await puppet(world.environment, { trapExit: true }),
  ]
  const [one, other] = [
    await world.environment.spawnOs(world.program('runs-forever')),
    await world.environment.spawnOs(world.program('exits-with-3')),
  ]
  a.self.link(one)
  b.self.link(other, { tag: 1 })

  await a.handle.kill()
  await other.exited

  const cause = { kind: 'killed' }
  expect(await one.exited).toEqual({ kind: 'linked', from: a.handle.pid, cause, signal: 'SIGKILL' })
  expect(drain(b.self)).toMatchObject([{ type: 'link-died', tag: 1, reason: { code: 3 } }])
})

test('a program dies with its parent, before that is told', async () => {
  await using world = osWorld()
  const parent = await puppet(world.environment)
  const handle = await parent.self.spawnOs(world.program('runs-forever'))

  await parent.handle.kill()

  expect(handle.exit).toEqual({ kind: 'shutdown', why: 'its parent ended', signal: 'SIGTERM' })
  expect(isAlive(handle.body.osPid)).toBe(false)
})

test('a program does not start for somebody who is dead already', async () => {
  await using world = osWorld()
  const parent = await puppet(world.environment)
  const spawned = parent.self.spawnOs(world.program('runs-forever'))
  const refused = spawned.catch(({ code }: { code: string }) => code)

  await parent.handle.kill()

  expect(await refused).toBe('ERR_PROCESS_EXITED')
  expect(world.environment.size).toBe(0)
})

test('five hundred programs leave nothing behind, in the kernel or in the environment', async () => {
  await using world = osWorld()
  const children = (): number[] => descendantsOf(process.pid).map(({ pid }) => pid)
  const run = async (): Promise<string> => {
    const handle = await world.environment.spawnOs({ command: '/bin/true', env: {} })
    return (await handle.exited).kind
  }
  await run()
  const before = new Set(children())

  const kinds: string[] = []
  for (let round = 0; round < 25; round += 1) {
    kinds.push(...(await Promise.all(Array.from({ length: 20 }, run))))
  }

  expect(kinds.filter((kind) => kind === 'normal')).toHaveLength(500)
  expect(world.environment.list()).toEqual([])
  expect(children().filter((pid) => !before.has(pid))).toEqual([])
}, 60_000)

test('a shutdown leaves no program, however it takes it', async () => {
  const world = osWorld()
  const programs = [
    await world.environment.spawnOs(world.program('runs-forever')),
    await world.environment.spawnOs(world.program('ignores-sigterm', [], { shutdownMs: 100 })),
    await world.environment.spawnOs(world.program('has-a-family', [], { shutdownMs: 'kill' })),
  ]
  await world.environment.start(FakeBody.start, { shutdownMs: 'kill' })
  await world.said('')

  const report = await world.environment.shutdown()

  const pids = programs.map(({ body }) => body.osPid)
  expect(report.unkillable).toEqual([])
  expect([...report.clean, ...report.killed]).toHaveLength(4)
  expect(pids.filter(isAlive)).toEqual([])
})
