import { ManualClock } from '@sim/core'
import { expect, test } from '@jest/globals'
import { Environment, Environments, MemoryMetrics, type MetricLabels, type Pid } from '@sim/process'
import { FakeBody } from '../kernel/fake-body.ts'
import { drain, puppet } from '../kernel/puppet.ts'
import { quiet } from '../kernel/quiet.ts'

function arrange() {
  const metrics = new MemoryMetrics()
  const environment = new Environment({ id: 'env', metrics, clock: new ManualClock() })
  const read = (name: string, labels?: MetricLabels): number => metrics.read(name, labels)
  return { metrics, environment, read }
}

test('processes are counted by environment, and environments', async () => {
  const metrics = new MemoryMetrics()
  const set = new Environments({ metrics })
  const [one, other] = [set.create(), set.create()]
  const count = (environment: string): number =>
    metrics.read('lunatic.process.environment.process.count', { environment })

  const a = await puppet(one)
  await puppet(one)
  await puppet(other)
  const during = [count('env-1'), count('env-2'), metrics.read('lunatic.process.environment.count')]
  await a.handle.kill()
  const after = count('env-1')
  await set.shutdown()

  expect(during).toEqual([2, 1, 2])
  expect(after).toBe(1)
  const end = [count('env-1'), count('env-2'), metrics.read('lunatic.process.environment.count')]
  expect(end).toEqual([0, 0, 0])
})

test('messages count when they enter a mailbox, and are outstanding until they are received', async () => {
  const { environment, metrics, read } = arrange()
  const { handle, self } = await puppet(environment)
  const outstanding = (): number => read('lunatic.process.messages.outstanding')

  handle.send('äb')
  handle.send(new Uint8Array(5), { transfer: [new ArrayBuffer(1), new ArrayBuffer(1)] })
  handle.send({})
  const during = outstanding()
  self.mailbox.tryReceive()
  const after = outstanding()
  await handle.kill()
  handle.send('to the dead')

  expect([during, after, outstanding()]).toEqual([3, 2, 0])
  expect(read('lunatic.process.messages.send')).toBe(3)
  expect(read('lunatic.process.messages.data.count')).toBe(3)
  expect(metrics.summary('lunatic.process.messages.data.size')).toMatchObject({ count: 2, sum: 8 })
  const resources = metrics.summary('lunatic.process.messages.data.resources.count')
  expect(resources).toMatchObject({ count: 3, sum: 2, most: 2 })
})

test('a message that is waited for is never outstanding', async () => {
  const { environment, read } = arrange()
  const { handle, self } = await puppet(environment)
  const waiting = self.mailbox.receive()

  handle.send(1)
  const outstanding = read('lunatic.process.messages.outstanding')

  expect(await waiting).toMatchObject({ data: 1 })
  expect(outstanding).toBe(0)
})

test('links and monitors are counted while they are there', async () => {
  const { environment, read } = arrange()
  const [a, b] = [await puppet(environment), await puppet(environment, { trapExit: true })]
  const alive = (): number[] => [
    read('lunatic.process.links.alive'),
    read('sim.process.monitors.alive'),
  ]

  a.self.link(b.handle)
  b.self.link(a.handle)
  const ref = a.self.monitor(b.handle)
  b.self.monitor(a.handle)
  const during = alive()
  a.self.demonitor(ref)
  const between = alive()
  await a.handle.kill()

  expect([during, between, alive()]).toEqual([
    [1, 2],
    [1, 1],
    [0, 0],
  ])
  expect(read('lunatic.process.messages.link_died.count')).toBe(1)
  expect(read('lunatic.process.messages.send')).toBe(2)
})

test('signals count when they are sent, by kind, and when they are obeyed', async () => {
  const { environment, read } = arrange()
  const [a, fake] = [await puppet(environment), await environment.start(FakeBody.start)]
  const sent = (signal: string, process_kind = 'task'): number =>
    read('lunatic.process.signals.send', { process_kind, signal })
  const received = (signal: string): number => read('lunatic.process.signals.received', { signal })

  a.handle.send(1)
  a.self.trapExit(true)
  a.self.link(fake)
  const ref = a.self.monitor(fake)
  a.self.demonitor(ref)
  a.self.monitor(fake)
  a.self.unlink(fake)
  a.self.unlink('env/9' as Pid)
  a.self.link(fake)
  await fake.kill()
  fake.send('to the dead')

  expect([sent('Message'), received('Message'), sent('Message', 'os')]).toEqual([1, 1, 1])
  expect([sent('DieWhenLinkDies'), received('DieWhenLinkDies')]).toEqual([1, 1])
  expect([sent('Link', 'os'), received('Link')]).toEqual([2, 2])
  expect([sent('UnLink', 'os'), sent('UnLink'), received('UnLink')]).toEqual([1, 1, 1])
  expect([sent('Monitor', 'os'), received('Monitor')]).toEqual([2, 2])
  expect([sent('StopMonitoring'), received('StopMonitoring')]).toEqual([1, 1])
  expect(sent('Kill', 'os')).toBe(1)
  expect([received('LinkDied'), received('ProcessDied')]).toEqual([1, 1])
  expect(drain(a.self)).toHaveLength(3)
})

test('ends are counted by kind and reason', async () => {
  const { environment, read } = arrange()
  const [a, b] = [await puppet(environment), await puppet(environment)]
  const fake = await environment.start(FakeBody.start)

  a.return()
  b.throw(new Error('it failed'))
  await fake.kill()
  await quiet()

  const exits = (process_kind: string, reason: string): number =>
    read('sim.process.exits', { process_kind, reason })
  expect([exits('task', 'normal'), exits('task', 'failure'), exits('os', 'killed')]).toEqual([
    1, 1, 1,
  ])
})

test('names are counted as they are written, read and deleted', async () => {
  const { environment, read } = arrange()
  const { handle } = await puppet(environment, { name: 'a' })
  const registry = (what: string): number => read(`lunatic.registry.${what}`)

  environment.register('b', handle.pid)
  environment.register('b', handle.pid)
  environment.whereis('b')
  environment.whereis('c')
  environment.unregister('c')
  const during = [registry('write'), registry('read'), registry('deletion'), registry('registered')]
  await handle.kill()

  expect(during).toEqual([2, 2, 0, 2])
  expect([registry('deletion'), registry('registered')]).toEqual([2, 0])
})
