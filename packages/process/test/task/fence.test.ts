import { expect, test } from '@jest/globals'
import { Environment, type Self } from '@sim/process'
import { FakeBody } from '../kernel/fake-body.ts'
import { puppet } from '../kernel/puppet.ts'
import { quiet } from '../kernel/quiet.ts'

const members: [name: string, use: (self: Self) => unknown][] = [
  ['trapExit', (self) => self.trapExit(true)],
  ['link', (self) => self.link(self.pid)],
  ['unlink', (self) => self.unlink(self.pid)],
  ['monitor', (self) => self.monitor(self.pid)],
  ['demonitor', (self) => self.demonitor({ pid: self.pid, tag: undefined })],
  ['send', (self) => self.send(self.pid, 1)],
  ['request', (self) => self.request(self.pid, 1)],
  ['sleep', (self) => self.sleep(1)],
  ['sendAfter', (self) => self.sendAfter(self.pid, 1, 1)],
  ['defer', (self) => self.defer(() => undefined)],
  ['spawn', (self) => self.spawn(() => 1)],
  ['spawnOs', (self) => self.spawnOs({ command: '/bin/true', env: {} })],
  ['start', (self) => self.start(FakeBody.start)],
  ['mailbox.receive', (self) => self.mailbox.receive()],
  ['mailbox.tryReceive', (self) => self.mailbox.tryReceive()],
  ['mailbox', (self) => self.mailbox[Symbol.asyncIterator]().next()],
]

test.each(members)('%s does nothing for the dead but refuse', async (_name, use) => {
  await using environment = new Environment({ id: 'env' })
  const { handle, self } = await puppet(environment, { name: 'a' })
  const other = await puppet(environment)
  await handle.kill({ why: 'test' })

  const use1 = async (): Promise<unknown> => use(self)

  await expect(use1()).rejects.toMatchObject({
    code: 'ERR_PROCESS_EXITED',
    message: 'a (env/1) ended: killed (test)',
    pid: 'env/1',
    reason: { kind: 'killed', why: 'test' },
  })
  expect(environment.list()).toMatchObject([{ pid: other.handle.pid }])
})

test('every member that does something is behind the fence', async () => {
  await using environment = new Environment()
  const { self } = await puppet(environment)
  const all = Object.getOwnPropertyNames(Object.getPrototypeOf(self)).filter(
    (name) => typeof (self as never)[name] === 'function' && name !== 'constructor',
  )

  const others = ['spawnWasm', 'supervise']
  const covered = [...members.map(([name]) => name), ...others]
  expect(covered).toEqual(expect.arrayContaining(all))
})

test('a function that runs on after a kill reaches nobody, and its result is nobody’s', async () => {
  await using environment = new Environment()
  const watcher = await puppet(environment)
  const go = Promise.withResolvers<void>()
  const refused: unknown[] = []
  const handle = await environment.spawn(async (self) => {
    await go.promise
    try {
      self.send(watcher.handle.pid, 'from beyond')
    } catch (error) {
      refused.push((error as { code: string }).code)
    }
    return 'result'
  })
  await quiet()

  await handle.kill()
  go.resolve()
  await quiet()

  expect(refused).toEqual(['ERR_PROCESS_EXITED'])
  expect(watcher.self.mailbox.size).toBe(0)
  expect(handle.exit).toEqual({ kind: 'killed' })
})

test('what a function throws after a kill changes nothing', async () => {
  await using environment = new Environment()
  const { handle, throw: fail } = await puppet(environment)

  await handle.kill()
  fail(new Error('too late'))
  await quiet()

  expect(handle.exit).toEqual({ kind: 'killed' })
})

test('waits of the dead are refused with why they are', async () => {
  await using environment = new Environment()
  const { handle, self } = await puppet(environment)
  const waits = [self.mailbox.receive(), self.mailbox.receive({ tags: [1] }), self.sleep(1e9)]
  const ends = Promise.allSettled(waits)

  await handle.kill()

  const exited = { status: 'rejected', reason: { code: 'ERR_PROCESS_EXITED', pid: handle.pid } }
  expect(await ends).toMatchObject([exited, exited, exited])
  expect(self.mailbox.size).toBe(0)
})

test('the signal of the dead is aborted with why they are', async () => {
  await using environment = new Environment()
  const { handle, self } = await puppet(environment)

  await handle.kill({ why: 'test' })

  expect(self.signal.reason).toEqual({ kind: 'killed', why: 'test' })
})
