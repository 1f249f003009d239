import { expect, test } from '@jest/globals'
import { currentProcess, type ProcessHandle } from '@sim/process'
import type { ChildSpec } from '../../src/supervisor/supervisor-spec.ts'
import { FakeBody } from '../kernel/fake-body.ts'
import { quiet } from '../kernel/quiet.ts'
import { Family } from './family.ts'
import { hangs } from './hangs.ts'

test('a child that is added is the last, and looked after like the others', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    strategy: 'rest_for_one',
    children: family.children('a'),
  })

  const handle = await supervisor.startChild(family.child('b'))
  await family.end('a')
  await family.restarts(2)
  await supervisor.stop()

  expect(handle).toMatchObject({ name: 'b', exit: { kind: 'shutdown' } })
  expect(family.taken()).toBe(
    'init a, init b, failed a, shutdown b, init a, init b, shutdown b, shutdown a',
  )
})

test('a child that is added and does not start is not there', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({ name: 'sup', children: [] })
  family.failures.set('a', 1)

  const added = supervisor.startChild(family.child('a'))

  await expect(added).rejects.toMatchObject({
    code: 'ERR_CHILD_START',
    child: 'a',
    cause: { message: 'a does not start' },
  })
  expect(supervisor.children()).toEqual([])
  expect(supervisor.state).toBe('running')
})

test('an id is taken as long as its child is not forgotten', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    name: 'sup',
    children: [family.child('a'), family.child('b', { restart: 'temporary' })],
  })
  await supervisor.stopChild('a')
  await family.end('b')
  await quiet()

  const twice = supervisor.startChild(family.child('a'))
  const again = supervisor.startChild(family.child('b'))

  await expect(twice).rejects.toMatchObject({
    code: 'ERR_INVALID_OPTIONS',
    message: 'each child of sup needs an id of its own, found "a" twice',
  })
  await again
  expect(supervisor.children()).toMatchObject([
    { id: 'a', state: 'exited' },
    { id: 'b', state: 'running' },
  ])
})

test('a start is called off by its signal, also before its turn', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({ children: [] })
  const { child, begun } = hangs()
  const [first, second] = [new AbortController(), new AbortController()]
  const running = supervisor.startChild(child, { signal: first.signal })
  const waiting = supervisor.startChild(family.child('a'), { signal: second.signal })
  await begun

  const reasons = [new Error('too long'), new Error('enough')]
  second.abort(reasons[0])
  await expect(waiting).rejects.toBe(reasons[0])
  first.abort(reasons[1])
  await expect(running).rejects.toBe(reasons[1])

  expect(supervisor.children()).toEqual([])
  expect(family.environment.size).toBe(1)
  expect(family.taken()).toBe('')
})

test('a child that was stopped stays stopped until it is restarted', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({ children: family.children('ab') })

  const reason = await supervisor.stopChild('a', { why: 'test' })
  await quiet()
  const between = supervisor.children()[0]
  const again = await supervisor.stopChild('a')
  const handle = await supervisor.restartChild('a')

  expect(reason).toEqual({ kind: 'shutdown', why: 'test' })
  expect(between).toMatchObject({ state: 'exited', handle: undefined, exit: reason, restarts: 0 })
  expect(again).toBe(reason)
  expect(handle).toBe(family.get('a'))
  expect(family.taken()).toBe('init a, init b, shutdown a, init a')
  expect(supervisor.children()[0]).toMatchObject({ state: 'running', restarts: 1 })
})

test('a child that was stopped comes back with its siblings', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    strategy: 'one_for_all',
    children: family.children('ab'),
  })
  await supervisor.stopChild('a')
  family.taken()

  await family.end('b')
  await family.restarts(2)

  expect(family.taken()).toBe('failed b, init a, init b')
})

test('who is restarted on request is restarted alone, and it counts for nothing', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    strategy: 'one_for_all',
    children: family.children('ab'),
    intensity: 0,
  })

  await supervisor.restartChild('a')
  await supervisor.restartChild('a')

  expect(family.taken()).toBe('init a, init b, shutdown a, init a, shutdown a, init a')
  expect(family.restarted).toEqual(['a', 'a'])
  expect(supervisor.exit).toBeUndefined()
})

test('a restart on request that fails leaves the child stopped', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({ children: family.children('a') })
  family.failures.set('a', 1)

  const restarted = supervisor.restartChild('a')

  await expect(restarted).rejects.toMatchObject({ code: 'ERR_CHILD_START', child: 'a' })
  expect(supervisor.children()).toMatchObject([{ id: 'a', state: 'exited' }])
  expect(supervisor.state).toBe('running')
})

test('a stop of a child that waits to be restarted ends its wait, and nobody else’s', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    strategy: 'rest_for_one',
    children: family.children('abc'),
    backoffMs: () => 50,
  })
  await family.end('b')
  await family.until(() => family.environment.whereis('c') === undefined, 'the end of c')

  await supervisor.stopChild('b')
  await family.restarts(1)

  expect(family.restarted).toEqual(['c'])
  expect(supervisor.children().map(({ state }) => state)).toEqual(['running', 'exited', 'running'])
})

test('a child that cannot be stopped is let go, and the stop says so', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    children: [
      {
        id: 'u',
        shutdownMs: 'kill',
        start: (spawner) =>
          spawner.start((host) => {
            const body = new FakeBody(host)
            body.onKill = () => Promise.reject(new Error('unkillable'))
            return body
          }),
      },
    ],
  })

  await expect(supervisor.stopChild('u')).rejects.toThrow('unkillable')

  expect(supervisor.children()).toMatchObject([{ state: 'exited', handle: undefined }])
  expect(await supervisor.stop()).toEqual({ kind: 'shutdown' })
})

test('a temporary child that is stopped is forgotten', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    name: 'sup',
    children: [family.child('a', { restart: 'temporary' }), family.child('b')],
  })

  await supervisor.stopChild('a')

  expect(supervisor.children().map(({ id }) => id)).toEqual(['b'])
  await expect(supervisor.stopChild('a')).rejects.toMatchObject({
    code: 'ERR_NO_SUCH_CHILD',
    child: 'a',
    message: 'sup has no child "a", its children are: "b"',
  })
  await expect(supervisor.restartChild('c')).rejects.toMatchObject({ code: 'ERR_NO_SUCH_CHILD' })
})

test('whatever is asked of a supervisor that stops is refused', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({ children: family.children('a') })
  const { child, begun } = hangs()
  const running = supervisor.startChild(child)
  const waiting = supervisor.restartChild('a')
  const refused = [running, waiting].map((asked) =>
    expect(asked).rejects.toMatchObject({ code: 'ERR_PROCESS_STOPPING', pid: supervisor.pid }),
  )
  await begun

  const stopped = supervisor.stop()
  await Promise.all(refused)
  await stopped

  await expect(supervisor.startChild(family.child('b'))).rejects.toMatchObject({
    code: 'ERR_PROCESS_EXITED',
    reason: { kind: 'shutdown' },
  })
  expect(family.taken()).toBe('init a, shutdown a')
})

test('starts run as part of whom the supervisor belongs to, whoever causes them', async () => {
  await using family = new Family()
  const seen: unknown[] = []
  const start: ChildSpec['start'] = async (spawner): Promise<ProcessHandle> => {
    seen.push(currentProcess()?.pid)
    return await family.child('a').start(spawner)
  }
  const parent = await family.environment.spawn(async (self) => {
    await self.supervise({ name: 'sup', children: [{ id: 'a', start }] })
    await self.mailbox.receive()
  })
  await family.until(() => family.environment.whereis('sup') !== undefined, 'the supervisor')

  await family.environment.spawn(() => family.get('a').kill())
  await family.restarts(1)

  expect(seen).toEqual([parent.pid, parent.pid])
})
