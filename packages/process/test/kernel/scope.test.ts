import { ManualClock } from '@sim/core'
import { expect, test } from '@jest/globals'
import { Environment, currentProcess, type Pid } from '@sim/process'
import { setImmediate } from 'node:timers/promises'
import { drain, puppet } from './puppet.ts'
import { quiet } from './quiet.ts'

test('what was deferred is called at the end, the newest first, one after the other', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)
  const order: string[] = []
  a.self.defer(() => order.push('first'))
  a.self.defer(async () => {
    await setImmediate()
    order.push('second')
  })

  a.return()
  await a.handle.exited

  expect(order).toEqual(['second', 'first'])
})

test('nobody is told of a death before all is released', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment, { name: 'a' }), await puppet(environment)]
  const release = Promise.withResolvers<void>()
  b.self.monitor(a.handle)
  a.self.defer(() => release.promise)

  const killed = a.handle.kill()
  await quiet()
  const during = [a.handle.state, b.self.mailbox.size, environment.whereis('a') === a.handle]
  release.resolve()
  await killed

  expect(during).toEqual(['stopping', 0, true])
  expect(drain(b.self)).toMatchObject([{ reason: { kind: 'killed' } }])
})

test('who is linked while it is released is told as well', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment), await puppet(environment)]
  const release = Promise.withResolvers<void>()
  a.self.defer(() => release.promise)

  const killed = a.handle.kill()
  b.self.link(a.handle)
  const sent = environment.send(a.handle.pid, 'too late')
  release.resolve()
  await killed

  expect(b.handle.exit).toMatchObject({ kind: 'linked' })
  expect(sent).toBe(false)
})

test.each([
  ['an error', new Error('not released'), new Error('not released')],
  ['anything', 'a text', new Error("threw 'a text'")],
])('a release that throws %s makes a normal end a failure', async (_what, thrown, error) => {
  await using environment = new Environment()
  const a = await puppet(environment)
  let others = 0
  a.self.defer(() => (others += 1))
  a.self.defer(() => Promise.reject(thrown))
  a.self.defer(() => (others += 1))

  a.return()

  expect(await a.handle.exited).toEqual({ kind: 'failure', error })
  expect(others).toBe(2)
})

test('a release that throws leaves any other end as it was', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)
  a.self.defer(() => Promise.reject(new Error('not released')))

  const reason = await a.handle.kill()

  expect(reason).toEqual({ kind: 'killed' })
})

test('a release that takes more than five seconds is told without', async () => {
  const clock = new ManualClock()
  await using environment = new Environment({ clock })
  const a = await puppet(environment)
  a.self.defer(() => new Promise(() => undefined))
  a.return()
  await quiet()

  clock.advance(4_999)
  await quiet()
  const before = a.handle.state
  clock.advance(1)

  expect(await a.handle.exited).toMatchObject({
    kind: 'failure',
    error: { message: 'what was deferred took more than 5000 ms' },
  })
  expect(before).toBe('stopping')
})

test('what was deferred belongs to its process, whoever ends it', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment), await puppet(environment)]
  const seen: (Pid | undefined)[] = []
  a.self.defer(() => seen.push(currentProcess()?.pid))
  a.self.signal.addEventListener('abort', () => seen.push(currentProcess()?.pid))

  await b.run(() => a.handle.kill())

  expect(seen).toEqual([a.handle.pid, a.handle.pid])
})
