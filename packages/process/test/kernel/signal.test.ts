import { expect, test } from '@jest/globals'
import { Environment, type MonitorRef, type Pid, type Signal } from '@sim/process'
import { FakeBody } from './fake-body.ts'
import { drain, puppet } from './puppet.ts'

const reason = { kind: 'failure', error: new Error('told') } as const

test('Message puts a message into the mailbox', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)

  const had = environment.signal(a.handle.pid, { type: 'Message', data: 1, tag: 2 })

  expect(had).toBe(true)
  expect(drain(a.self)).toMatchObject([{ type: 'message', data: 1, tag: 2, from: undefined }])
})

test.each([undefined, 'a reason'])('Kill ends it, with why %p', async (why) => {
  await using environment = new Environment()
  const a = await puppet(environment, { trapExit: true })

  environment.signal(a.handle.pid, { type: 'Kill', why })

  expect(a.handle.exit).toEqual(why === undefined ? { kind: 'killed' } : { kind: 'killed', why })
})

test('DieWhenLinkDies says whether deaths are trapped', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)

  environment.signal(a.handle.pid, { type: 'DieWhenLinkDies', dies: false })
  const trapping = environment.list()[0]?.trapsExits
  environment.signal(a.handle.pid, { type: 'DieWhenLinkDies', dies: true })

  expect([trapping, environment.list()[0]?.trapsExits]).toEqual([true, false])
})

test('Link has whom it reaches tell the other one, and not the other way round', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment), await puppet(environment, { trapExit: true })]

  environment.signal(a.handle.pid, { type: 'Link', from: b.handle.pid, tag: 3 })

  const [infoA, infoB] = environment.list()
  expect([infoA?.links, infoB?.links]).toEqual([[b.handle.pid], []])
  await a.handle.kill()
  expect(drain(b.self)).toMatchObject([{ type: 'link-died', tag: 3 }])
})

test('Link to the dead tells the other one that there is nobody', async () => {
  await using environment = new Environment()
  const a = await puppet(environment, { trapExit: true })

  environment.signal('env/9' as Pid, { type: 'Link', from: a.handle.pid, tag: 3 })

  expect(drain(a.self)).toMatchObject([{ tag: 3, from: 'env/9', reason: { kind: 'noproc' } }])
})

test('UnLink ends a link', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment), await puppet(environment)]
  b.self.link(a.handle)

  environment.signal(a.handle.pid, { type: 'UnLink', from: b.handle.pid })
  await a.handle.kill()

  expect(b.handle.state).toBe('running')
})

test('LinkDied is obeyed where there is a link, once', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment, { trapExit: true }), await puppet(environment)]
  a.self.link(b.handle, { tag: 1 })
  const died: Signal = { type: 'LinkDied', from: b.handle.pid, reason }

  const had = [environment.signal(a.handle.pid, died), environment.signal(a.handle.pid, died)]

  expect(had).toEqual([true, false])
  const from = b.handle.pid
  expect(drain(a.self)).toEqual([{ type: 'link-died', from, tag: 1, reason }])
})

test('nobody ends a stranger with LinkDied', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment), await puppet(environment)]

  const had = [b.handle.pid, 'env/9' as Pid].map((from) =>
    environment.signal(a.handle.pid, { type: 'LinkDied', from, reason }),
  )

  expect(had).toEqual([false, false])
  expect(a.handle.state).toBe('running')
})

test('LinkDied over a link of the other direction only is not obeyed', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment), await puppet(environment)]
  b.self.link(a.handle, { oneWay: true })

  const had = environment.signal(a.handle.pid, { type: 'LinkDied', from: b.handle.pid, reason })

  expect(had).toBe(false)
  expect(a.handle.state).toBe('running')
})

test('Monitor has whom it reaches watched, ProcessDied tells it, and the monitor is over', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment), await puppet(environment)]
  const ref = a.self.monitor(b.handle)
  environment.signal(b.handle.pid, { type: 'Monitor', from: a.handle.pid, tag: 9 })

  const died: Signal = { type: 'ProcessDied', ref, reason }
  const had = [environment.signal(a.handle.pid, died), environment.signal(a.handle.pid, died)]
  await b.handle.kill()

  expect(had).toEqual([true, false])
  expect(drain(a.self)).toMatchObject([
    { type: 'process-died', ref, reason },
    { type: 'process-died', tag: 9, reason: { kind: 'killed' } },
  ])
})

test('StopMonitoring takes a monitor back, but not a notice', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment), await puppet(environment)]
  const refs = [a.self.monitor(b.handle), a.self.monitor('env/9' as Pid)]
  const stop = (ref: MonitorRef): boolean =>
    environment.signal(ref.pid, { type: 'StopMonitoring', from: a.handle.pid, ref })

  const had = refs.map(stop)
  await b.handle.kill()

  expect(had).toEqual([true, false])
  expect(drain(a.self)).toMatchObject([{ from: 'env/9' }])
})

test.each<Signal>([
  { type: 'Message', data: 1 },
  { type: 'Kill' },
  { type: 'DieWhenLinkDies', dies: true },
  { type: 'LinkDied', from: 'env/8' as Pid, reason },
  { type: 'ProcessDied', ref: { pid: 'env/8' as Pid, tag: undefined }, reason },
  { type: 'Link', from: 'env/8' as Pid },
  { type: 'UnLink', from: 'env/8' as Pid },
  { type: 'Monitor', from: 'env/8' as Pid },
  { type: 'StopMonitoring', from: 'env/8' as Pid, ref: { pid: 'env/9' as Pid, tag: undefined } },
])('%j to nobody has no effect', async (signal) => {
  await using environment = new Environment()

  expect(environment.signal('env/9' as Pid, signal)).toBe(false)
})

test('signals reach processes that are no tasks', async () => {
  await using environment = new Environment()
  const [a, fake] = [await puppet(environment), await environment.start(FakeBody.start)]

  environment.signal(fake.pid, { type: 'DieWhenLinkDies', dies: false })
  environment.signal(a.handle.pid, { type: 'Link', from: fake.pid, tag: 'a' })
  await a.handle.kill()

  expect(fake.body.delivered).toMatchObject([{ type: 'link-died', tag: 'a' }])
})
