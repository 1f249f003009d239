import { expect, test } from '@jest/globals'
import { Environment, Environments, MemoryMetrics, type Pid } from '@sim/process'
import { drain, puppet } from './puppet.ts'

test('who watches is told of any end, once, and lives on', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment), await puppet(environment)]
  const ref = a.self.monitor(b.handle, { tag: 'b' })

  await b.handle.kill({ why: 'test' })

  const from = b.handle.pid
  const reason = { kind: 'killed', why: 'test' }
  expect(ref).toEqual({ pid: from, tag: 'b' })
  expect(drain(a.self)).toEqual([{ type: 'process-died', from, ref, tag: 'b', reason }])
  expect(a.handle.state).toBe('running')
})

test('each of several monitors is told with its own reference', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment), await puppet(environment)]
  const refs = [a.self.monitor(b.handle), a.self.monitor(b.handle)]

  b.return()
  await b.handle.exited

  const told = drain(a.self) as { ref: unknown }[]
  expect(told.map(({ ref }) => refs.indexOf(ref as never))).toEqual([0, 1])
})

test('a monitor of nobody is told at once', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)

  const ref = a.self.monitor('env/9' as Pid, { tag: 1 })

  const reason = { kind: 'noproc' }
  expect(drain(a.self)).toEqual([{ type: 'process-died', from: 'env/9', ref, tag: 1, reason }])
})

test('a monitor that is made in the first step or in the init is told as well', async () => {
  await using environment = new Environment()
  const nobody = 'env/9' as Pid

  const first = await environment.spawn((self) => {
    self.monitor(nobody)
    return self.mailbox.size
  })
  const prepared = await environment.spawn({
    init: (self) => void self.monitor(nobody),
    run: (self) => self.mailbox.size,
  })

  expect([await first.result(), await prepared.result()]).toEqual([1, 1])
})

test('a monitor that is taken back is told nothing', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment), await puppet(environment)]
  const ref = a.self.monitor(b.handle)

  const took = [a.self.demonitor(ref), a.self.demonitor(ref)]
  await b.handle.kill()

  expect(took).toEqual([true, false])
  expect(a.self.mailbox.size).toBe(0)
})

test.each([
  [undefined, 1],
  [true, 1],
  [false, 2],
])('taking a monitor back with flush %p leaves %p of two', async (flush, left) => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment), await puppet(environment)]
  const ref = a.self.monitor(b.handle)
  const other = a.self.monitor(b.handle)
  await b.handle.kill()

  const wasActive = a.self.demonitor(ref, { flush })

  expect(wasActive).toBe(false)
  expect(a.self.mailbox.size).toBe(left)
  expect(drain(a.self)).toContainEqual(expect.objectContaining({ ref: other }))
})

test('only its owner takes a monitor back', async () => {
  await using environment = new Environment()
  const [a, b, c] = [
    await puppet(environment),
    await puppet(environment),
    await puppet(environment),
  ]
  const ref = a.self.monitor(b.handle)

  const took = c.self.demonitor(ref)
  await b.handle.kill()

  expect(took).toBe(false)
  expect(a.self.mailbox.size).toBe(1)
})

test('links are told before monitors, and a death after what was sent before it', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment, { trapExit: true }), await puppet(environment)]
  a.self.monitor(b.handle)
  a.self.link(b.handle)
  b.self.send(a.handle.pid, 'last words')

  await b.handle.kill()

  const types = (drain(a.self) as { type: string }[]).map(({ type }) => type)
  expect(types).toEqual(['message', 'link-died', 'process-died'])
})

test('who watches itself is told nothing', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)
  a.self.monitor(a.handle)

  await a.handle.kill()

  expect(a.self.mailbox.size).toBe(0)
})

test('the dead watch nobody', async () => {
  const metrics = new MemoryMetrics()
  await using environment = new Environment({ metrics })
  const [a, b] = [await puppet(environment), await puppet(environment)]
  a.self.monitor(b.handle)
  const during = metrics.read('sim.process.monitors.alive')

  await a.handle.kill()
  const after = metrics.read('sim.process.monitors.alive')
  await b.handle.kill()

  expect([during, after]).toEqual([1, 0])
})

test('monitors reach over environments of one set', async () => {
  await using set = new Environments()
  const [a, b] = [await puppet(set.create()), await puppet(set.create())]
  a.self.monitor(b.handle)

  await b.handle.kill()

  expect(drain(a.self)).toMatchObject([{ from: 'env-2/1', reason: { kind: 'killed' } }])
})
