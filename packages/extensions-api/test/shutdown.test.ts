import { expect, test } from '@jest/globals'
import { here, infoOf, invokeEvent, joined, recorded, shutdownEvent } from './world.ts'

test('SHUTDOWN goes to the external extensions that subscribed to it, parked or not', async () => {
  const { registry } = recorded()
  for (const name of ['parked', 'busy', 'new', 'deaf', 'silent']) registry.expect(name)
  const parked = joined(registry, 'parked', ['SHUTDOWN'])
  const busy = joined(registry, 'busy', ['INVOKE', 'SHUTDOWN'])
  const fresh = joined(registry, 'new', ['SHUTDOWN'])
  const deaf = joined(registry, 'deaf', ['INVOKE'])
  const internal = joined(registry, 'internal')
  const polls = [parked, busy, deaf, internal].map((id) => registry.next(id, here()))
  registry.invoke(invokeEvent('r1'))

  const reached = registry.shutdown(shutdownEvent)

  expect(reached).toEqual(['parked', 'busy', 'new'])
  expect(await polls[0]).toEqual(shutdownEvent)
  expect(await registry.next(busy, here())).toEqual(shutdownEvent)
  expect(await registry.next(fresh, here())).toEqual(shutdownEvent)
  expect(infoOf(registry, 'silent').state).toBe('Started')
})

test.each([
  ['after its SHUTDOWN', ['SHUTDOWN'], 'external'],
  ['that did not subscribe', ['INVOKE'], 'external'],
  ['that is internal', ['INVOKE'], 'internal'],
])('the poll of an extension %s blocks until the generation is closed', async (_, events, kind) => {
  const { registry } = recorded()
  if (kind === 'external') registry.expect('x')
  const id = joined(registry, 'x', events)
  if (registry.shutdown(shutdownEvent).length > 0) await registry.next(id, here())

  const polled = registry.next(id, here())
  const whileBlocked = infoOf(registry, 'x').state
  registry.close(new Error('killed'))

  await expect(polled).rejects.toMatchObject({ code: 'ERR_HUNG_UP', message: 'killed' })
  expect(whileBlocked).toBe('Ready')
})

test('who reported an error, or has exited, is not reached', () => {
  const { registry } = recorded()
  for (const name of ['a', 'b', 'c', 'd']) registry.expect(name)
  const [a, b, c] = ['a', 'b', 'c'].map((name) => joined(registry, name, ['SHUTDOWN']))
  registry.initError(a ?? '', 'E.x')
  registry.exitError(b ?? '', 'E.x')
  registry.next(c ?? '', here()).catch(() => undefined)
  registry.markExited('c', false)
  registry.markLaunchFailed('d', 'UnknownError')

  expect(registry.shutdown(shutdownEvent)).toEqual([])
})

test('the poll of an extension that reported exit/error is refused when SHUTDOWN releases it', async () => {
  const { registry } = recorded()
  registry.expect('a')
  const id = joined(registry, 'a', ['SHUTDOWN'])
  const polled = registry.next(id, here())
  registry.exitError(id, 'E.x')

  registry.shutdown(shutdownEvent)

  await expect(polled).rejects.toMatchObject({
    refusal: { errorMessage: expect.stringContaining('Concurrent state modification') },
  })
})

test('a second shutdown reaches nobody', async () => {
  const { registry } = recorded()
  registry.expect('a')
  const id = joined(registry, 'a', ['SHUTDOWN'])
  registry.shutdown(shutdownEvent)

  const again = registry.shutdown({ ...shutdownEvent, shutdownReason: 'failure' })

  expect(again).toEqual([])
  expect(await registry.next(id, here())).toMatchObject({ shutdownReason: 'spindown' })
})

test('a shutdown after the end reaches nobody', () => {
  const { registry } = recorded()
  registry.expect('a')
  joined(registry, 'a', ['SHUTDOWN'])
  registry.close(new Error('reset'))

  expect(registry.shutdown(shutdownEvent)).toEqual([])
})

test('an event that could not be written before the shutdown does not come instead of it', async () => {
  const { registry } = recorded()
  registry.expect('a')
  const id = joined(registry, 'a', ['INVOKE', 'SHUTDOWN'])
  const client = new AbortController()
  void registry.next(id, client.signal)
  registry.invoke(invokeEvent('r1'))
  registry.shutdown(shutdownEvent)

  client.abort()

  expect(await registry.next(id, here())).toEqual(shutdownEvent)
})

test('a SHUTDOWN that could not be written is handed again', async () => {
  const { registry } = recorded()
  registry.expect('a')
  const id = joined(registry, 'a', ['SHUTDOWN'])
  const client = new AbortController()
  void registry.next(id, client.signal)
  registry.shutdown(shutdownEvent)

  client.abort()

  expect(await registry.next(id, here())).toEqual(shutdownEvent)
})

test.each([
  [true, 'Exited'],
  [false, 'ShutdownFailed'],
])('a process that ends after its SHUTDOWN, clean: %s, is %s', async (clean, state) => {
  const { registry } = recorded()
  registry.expect('a')
  const id = joined(registry, 'a', ['SHUTDOWN'])
  registry.shutdown(shutdownEvent)
  await registry.next(id, here())

  registry.markExited('a', clean)

  expect(infoOf(registry, 'a').state).toBe(state)
})

test('internal extensions come too late for a generation that shuts down', () => {
  const { registry } = recorded()

  registry.shutdown(shutdownEvent)

  expect(() => joined(registry, 'i')).toThrow(
    expect.objectContaining({
      refusal: expect.objectContaining({ errorType: 'Extension.RegistrationClosed' }),
    }),
  )
})
