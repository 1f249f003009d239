import { expect, test } from '@jest/globals'
import { Environment, type ProcessHandle } from '@sim/process'
import { quiet } from '../kernel/quiet.ts'
import { Family } from './family.ts'
import { hangs } from './hangs.ts'

test('children start in order, each when the one before is there', async () => {
  await using family = new Family()

  const supervisor = await family.environment.supervise({
    name: 'sup',
    children: family.children('abc'),
  })

  expect(family.taken()).toBe('init a, init b, init c')
  expect(supervisor.children()).toEqual(
    ['a', 'b', 'c'].map((id) => ({
      id,
      handle: family.get(id),
      state: 'running',
      restarts: 0,
      exit: undefined,
    })),
  )
  expect(family.environment.whereis('sup')).toBe(supervisor)
  expect(family.environment.get(supervisor.pid)).toBe(supervisor)
})

test('a supervisor is linked to its children, which are its own', async () => {
  await using family = new Family()

  const { pid } = await family.environment.supervise({ children: family.children('ab') })

  const [own, ...children] = family.environment.list()
  expect(own).toMatchObject({ pid, kind: 'task', links: children.map((child) => child.pid) })
  expect(children).toMatchObject([
    { parent: pid, links: [pid] },
    { parent: pid, links: [pid] },
  ])
})

test('a child that does not start has those stopped that had, and the rejection says which', async () => {
  await using family = new Family()
  family.failures.set('c', 1)

  const starting = family.environment.supervise({ name: 'sup', children: family.children('abcd') })

  await expect(starting).rejects.toMatchObject({
    code: 'ERR_CHILD_START',
    child: 'c',
    message: 'sup could not start child "c": c does not start',
    cause: { message: 'c does not start' },
  })
  expect(family.taken()).toBe('init a, init b, no c, shutdown b, shutdown a')
  expect(family.environment.size).toBe(0)
})

test('nobody is told of a supervisor that did not start: not even who is linked to it', async () => {
  await using family = new Family()
  family.failures.set('b', 1)
  const parent = await family.environment.spawn(async (self) => {
    await self.supervise({ children: family.children('ab') }, { link: true }).catch(() => undefined)
    await self.mailbox.receive()
  })

  await family.until(() => family.notes.includes('shutdown a'), 'a to be stopped')
  await quiet()

  expect(parent.state).toBe('running')
})

test('what a start had spawned is gone when it fails', async () => {
  await using family = new Family()

  const starting = family.environment.supervise({
    children: [
      {
        id: 'a',
        start: async (spawner) => {
          await spawner.spawn((self) => self.mailbox.receive(), { name: 'left over' })
          throw new Error('not ready')
        },
      },
    ],
  })

  await expect(starting).rejects.toMatchObject({ cause: { message: 'not ready' } })
  expect(family.environment.list()).toEqual([])
})

test('a start must come up with a process', async () => {
  await using family = new Family()
  await using elsewhere = new Environment({ id: 'elsewhere' })
  const stranger = await elsewhere.spawn((self) => self.mailbox.receive())

  const nothing = family.environment.supervise({
    children: [{ id: 'a', start: () => undefined as never }],
  })
  await expect(nothing).rejects.toMatchObject({
    cause: {
      code: 'ERR_INVALID_OPTIONS',
      message:
        'a start must resolve with the handle of a process of its own environments, found undefined',
    },
  })
  const foreign = family.environment.supervise({
    children: [{ id: 'a', start: () => stranger }],
  })

  await expect(foreign).rejects.toMatchObject({ cause: { code: 'ERR_INVALID_OPTIONS' } })
  expect(stranger.exit).toBeUndefined()
})

test('a child that is dead when its start comes back has started, and is restarted', async () => {
  await using family = new Family()
  let starts = 0
  const supervisor = await family.environment.supervise({
    children: [
      {
        id: 'a',
        start: async (spawner) => {
          starts += 1
          if (starts === 2) return await family.child('a').start(spawner)
          const handle = await spawner.spawn(() => undefined)
          await handle.exited
          return handle
        },
      },
    ],
  })

  await family.restarts(1)

  expect(supervisor.children()).toMatchObject([{ state: 'running', exit: { kind: 'normal' } }])
})

test('a start that hangs is called off by a signal', async () => {
  await using family = new Family()
  const { child, begun } = hangs()
  const aborter = new AbortController()
  const children = [family.child('a'), child, family.child('b')]
  const starting = family.environment.supervise({ children }, { signal: aborter.signal })
  await begun

  aborter.abort(new Error('enough'))

  await expect(starting).rejects.toThrow('enough')
  expect(family.environment.list()).toEqual([])
  expect(family.taken()).toBe('init a')
})

test('a start that hangs is called off by a stop, which has the others stopped', async () => {
  await using family = new Family()
  const { child, begun } = hangs()
  const children = [family.child('a'), child]
  const refused = Promise.withResolvers<unknown>()
  const parent = await family.environment.spawn(async (self) => {
    await self.supervise({ children }).catch(refused.resolve)
  })
  await begun

  await parent.stop()

  expect(await refused.promise).toMatchObject({ code: 'ERR_PROCESS_EXITED' })
  expect(family.taken()).toBe('init a, shutdown a')
  expect(family.environment.size).toBe(0)
})

test('what a start that was called off comes up with is killed', async () => {
  await using family = new Family()
  const aborter = new AbortController()
  const begun = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  const start = async (): Promise<ProcessHandle> => {
    begun.resolve()
    await go.promise
    return await family.environment.spawn((self) => self.mailbox.receive(), { name: 'late' })
  }
  const starting = family.environment.supervise(
    { children: [{ id: 'a', start }] },
    { signal: aborter.signal },
  )
  await begun.promise
  aborter.abort(new Error('enough'))
  await expect(starting).rejects.toThrow('enough')

  go.resolve()
  await family.until(() => family.events.current?.type === 'exited', 'the end of the late one')

  expect(family.events.current).toMatchObject({ names: ['late'], reason: { kind: 'killed' } })
})

test('a task supervises, and its supervisor ends with it in order', async () => {
  await using family = new Family()
  const parent = await family.environment.spawn(async (self) => {
    await self.supervise({ children: family.children('abc') })
    await self.mailbox.receive()
  })
  await family.until(() => family.notes.length === 3, 'the children')
  family.taken()

  await parent.stop()

  expect(family.taken()).toBe('shutdown c, shutdown b, shutdown a')
})

test('who may not spawn may not supervise', async () => {
  await using family = new Family()

  const task = await family.environment.spawn((self) => self.supervise({ children: [] }), {
    maySpawn: false,
  })

  await expect(task.result()).rejects.toMatchObject({ cause: { code: 'ERR_SPAWN_DENIED' } })
})

test('an environment stops its supervisors in their order', async () => {
  const family = new Family()
  await family.environment.supervise({ children: family.children('abc') })
  family.taken()

  const report = await family.environment.shutdown()

  expect(family.taken()).toBe('shutdown c, shutdown b, shutdown a')
  expect(report.clean).toHaveLength(4)
})
