import { expect, test } from '@jest/globals'

import process from 'node:process'
import { descendantsOf } from '../../src/os/process-tree.ts'
import { puppet } from '../kernel/puppet.ts'
import { isAlive, untilGone } from './is-alive.ts'
import { osWorld } from './os-world.ts'

test('a program is a process like any other, with a number of the operating system', async () => {
  await using world = osWorld()

  const handle = await world.environment.spawnOs(world.program('runs-forever', [], { name: 'x' }))

  expect(handle).toMatchObject({ pid: 'env/1', kind: 'os', name: 'x', state: 'running' })
  expect(handle.body).toMatchObject({ kind: 'os', isolation: 'process' })
  expect(handle.body.program.name).toBe('x')
  expect(isAlive(handle.body.osPid)).toBe(true)
  expect(world.environment.whereis('x')).toBe(handle)
})

test('a program without a name is called by its pid', async () => {
  await using world = osWorld()

  const handle = await world.environment.spawnOs(world.program('runs-forever'))

  expect(handle.body.program.name).toBe('env/1')
})

test.each<[name: string, args: string[], reason: object]>([
  ['ends-quietly', [], { kind: 'normal', code: 0 }],
  ['exits-with-3', [], { kind: 'failure', code: 3 }],
  ['dies-of-a-signal', ['SIGSEGV'], { kind: 'failure', signal: 'SIGSEGV' }],
])('%s %j is told as the operating system reported it', async (name, args, reason) => {
  await using world = osWorld()

  const handle = await world.environment.spawnOs(world.program(name, args))

  expect(await handle.exited).toEqual(reason)
})

test('a program that ends well although it should not has failed', async () => {
  await using world = osWorld()

  const handle = await world.environment.spawnOs(
    world.program('ends-quietly', [], { normalExit: 'failure' }),
  )

  expect(await handle.exited).toMatchObject({ kind: 'failure', code: 0, error: expect.any(Error) })
})

test('a program that cannot be started rejects the spawn and leaves nothing', async () => {
  await using world = osWorld()
  const parent = await puppet(world.environment)

  const spawned = parent.self.spawnOs(
    world.program('', [], { command: '/no/such/program', name: 'x', link: true, monitor: true }),
  )

  await expect(spawned).rejects.toMatchObject({ code: 'ERR_SPAWN' })
  expect(world.environment.list()).toMatchObject([{ pid: parent.handle.pid, links: [] }])
  expect(world.environment.whereis('x')).toBeUndefined()
  expect(parent.self.mailbox.size).toBe(0)
})

test('a start that is called off leaves no program', async () => {
  await using world = osWorld()
  const children = (): number[] => descendantsOf(process.pid).map(({ pid }) => pid)
  const abort = new AbortController()
  const before = children()

  const spawned = world.environment.spawnOs(
    world.program('runs-forever', [], { signal: abort.signal }),
  )
  const started = children().filter((pid) => !before.includes(pid))
  abort.abort(new Error('changed my mind'))

  await expect(spawned).rejects.toThrow('changed my mind')
  expect(started.length).toBeGreaterThan(0)
  await untilGone(started)
  expect(world.environment.size).toBe(0)
})

test('strings and bytes that are sent are its input', async () => {
  await using world = osWorld()
  const handle = await world.environment.spawnOs(
    world.program('echoes-its-input', [], { stdin: 'pipe' }),
  )
  const a = await puppet(world.environment)

  const sent = [
    handle.send('one '),
    a.self.send(handle.pid, Buffer.from('two ')),
    world.environment.send(handle.pid, new Uint8Array([51, 10])),
  ]
  await world.said('one two 3')
  const refused = handle.send({ an: 'object' })

  expect(sent).toEqual([true, true, true])
  expect(refused).toBe(false)
})

test('a program without an input, and one that is dead, take nothing', async () => {
  await using world = osWorld()
  const deaf = await world.environment.spawnOs(world.program('runs-forever'))
  const dead = await world.environment.spawnOs(world.program('ends-quietly', [], { stdin: 'pipe' }))
  await dead.exited

  const sent = [deaf.send('one'), dead.send('two')]

  expect(sent).toEqual([false, false])
  await expect(deaf.request('one')).rejects.toMatchObject({ code: 'ERR_MESSAGE_REFUSED' })
})

test('whoever knows how to tell a program is given what it should hear', async () => {
  await using world = osWorld()
  const heard: unknown[] = []
  const peer = await puppet(world.environment)
  const handle = await world.environment.spawnOs(
    world.program('runs-forever', [], {
      trapExit: true,
      link: { to: peer.handle.pid },
      onEnvelope: (envelope, { pid }) => heard.push([envelope.type, pid]) > 0,
    }),
  )

  handle.send({ an: 'object' })
  await peer.handle.kill()

  const { osPid } = handle.body
  expect(heard).toEqual([
    ['message', osPid],
    ['link-died', osPid],
  ])
  expect(handle.state).toBe('running')
})
