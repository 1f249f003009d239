import { expect, test } from '@jest/globals'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { arrived, extension } from './extension-stand-in.ts'
import { infoOf, invokeEvent, recorded, shutdownEvent } from './world.ts'

test('without a subscriber the barrier is open at once', async () => {
  const { registry } = recorded()
  registry.expect('a')
  const s = extension(registry, 'a', ['SHUTDOWN'])
  const n = extension(registry, 'n', [])
  void s.poll()
  void n.poll()

  const barrier = registry.invoke(invokeEvent('r1'))

  await barrier.ready
  expect(barrier.waitingFor).toEqual([])
  expect([...s.got, ...n.got]).toEqual([])
  expect(infoOf(registry, 'a').state).toBe('Ready')
})

test('a parked extension is handed the event, and is ready when it polls again', async () => {
  const { registry } = recorded()
  const i = extension(registry, 'i')
  void i.poll()

  const barrier = registry.invoke(invokeEvent('r1'))
  await arrived()
  const whileItWorks = [...barrier.waitingFor]
  void i.poll()

  await barrier.ready
  expect(whileItWorks).toEqual(['i'])
  expect(i.got).toEqual(['r1'])
  expect(barrier.waitingFor).toEqual([])
})

test('a poll that merely fetches the event is not readiness', async () => {
  const { registry } = recorded()
  const i = extension(registry, 'i')
  const barrier = registry.invoke(invokeEvent('r1'))

  await i.poll()
  await arrived()
  const afterFetching = [...barrier.waitingFor]
  void i.poll()

  await barrier.ready
  expect(afterFetching).toEqual(['i'])
})

test('an extension that still works on its last event fetches the next one late', async () => {
  const { registry } = recorded()
  const i = extension(registry, 'i')
  void i.poll()
  const first = registry.invoke(invokeEvent('r1'))
  const second = registry.invoke(invokeEvent('r2'))

  await i.poll()
  await first.ready
  const openAfterFetching = second.waitingFor.length === 0
  void i.poll()

  await second.ready
  expect(openAfterFetching).toBe(false)
  expect(i.got).toEqual(['r1', 'r2'])
})

test('two extensions: the barrier waits for the slower one', async () => {
  const { registry } = recorded()
  registry.expect('a')
  const i = extension(registry, 'i')
  const a = extension(registry, 'a', ['INVOKE', 'SHUTDOWN'])
  void a.poll()
  const barrier = registry.invoke(invokeEvent('r1'))
  const atFirst = barrier.waitingFor

  void a.poll()
  const afterOne = barrier.waitingFor
  await i.poll()
  void i.poll()

  await barrier.ready
  expect(atFirst).toEqual(['a', 'i'])
  expect(afterOne).toEqual(['i'])
  expect([a.got, i.got]).toEqual([['r1'], ['r1']])
})

test('external extensions are handed the event before internal ones', () => {
  const { registry, log } = recorded()
  const i = extension(registry, 'i')
  registry.expect('a')
  const a = extension(registry, 'a')
  void i.poll()
  void a.poll()

  registry.invoke(invokeEvent('r1'))

  const handed = log.entries().filter((event) => event.type === 'handed')
  expect(handed.map((event) => event.extension.name)).toEqual(['a', 'i'])
})

test('who registers after the event was handed out neither gets it nor is awaited', async () => {
  const { registry } = recorded()
  registry.expect('late')

  const barrier = registry.invoke(invokeEvent('r1'))
  const late = extension(registry, 'late')
  void late.poll()

  await barrier.ready
  await arrived()
  expect(late.got).toEqual([])
})

test('an extension that reports exit/error while it works keeps the barrier closed', async () => {
  const { registry } = recorded()
  const i = extension(registry, 'i')
  void i.poll()
  const barrier = registry.invoke(invokeEvent('r1'))

  registry.exitError(i.id, 'E.x')

  await expect(i.poll()).rejects.toMatchObject({ code: 'ERR_REFUSED' })
  expect(barrier.waitingFor).toEqual(['i'])
})

test('a poll whose extension reports exit/error meanwhile is refused when it is released', async () => {
  const { registry } = recorded()
  const i = extension(registry, 'i')
  const polled = i.poll()
  registry.exitError(i.id, 'E.x')

  const barrier = registry.invoke(invokeEvent('r1'))

  await expect(polled).rejects.toMatchObject({
    refusal: {
      status: 403,
      errorType: 'Extension.InvalidExtensionState',
      errorMessage: `State transition from ExitError to Ready failed for extension ${i.id}. Error: Concurrent state modification`,
    },
  })
  expect(barrier.waitingFor).toEqual(['i'])
})

test('a barrier that has opened is forgotten', async () => {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  const { registry } = recorded()
  const i = extension(registry, 'i')
  const opened = async () => {
    const { ready } = registry.invoke(invokeEvent('r1'))
    await i.poll()
    void i.poll()
    await ready
    return new WeakRef(ready)
  }
  const ref = await opened()

  await arrived()
  collectGarbage()

  expect(ref.deref()).toBeUndefined()
})

test('closing cancels the barriers that are not open, with its reason', async () => {
  const { registry } = recorded()
  const i = extension(registry, 'i')
  void i.poll()
  const open = registry.invoke(invokeEvent('r1'))
  void i.poll()
  const closed = registry.invoke(invokeEvent('r2'))
  const reason = new Error('reset')

  registry.close(reason)

  await open.ready
  await expect(closed.ready).rejects.toBe(reason)
})

test('an event that was not fetched before the shutdown is withdrawn', async () => {
  const { registry } = recorded()
  registry.expect('a')
  const a = extension(registry, 'a', ['INVOKE', 'SHUTDOWN'])
  const barrier = registry.invoke(invokeEvent('r1'))

  registry.shutdown(shutdownEvent)
  await a.poll()
  void a.poll()

  expect(a.got).toEqual(['spindown'])
  expect(barrier.waitingFor).toEqual(['a'])
})

test('an event that is none is refused before anyone is handed it', () => {
  const { registry } = recorded()
  const i = extension(registry, 'i')
  void i.poll()

  expect(() => registry.invoke({ ...invokeEvent('r1'), deadlineMs: Number.NaN })).toThrow(
    expect.objectContaining({ code: 'ERR_INVALID_EVENT' }),
  )
  expect(infoOf(registry, 'i').state).toBe('Ready')
})
