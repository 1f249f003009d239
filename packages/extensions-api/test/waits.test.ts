import { expect, test } from '@jest/globals'
import { here, joined, recorded } from './world.ts'

/** Whether a wait is over, once everything that was on its way has arrived. */
async function isOver(wait: Promise<void>): Promise<boolean> {
  let over = false
  const end = () => (over = true)
  wait.then(end, end)
  await new Promise(setImmediate)
  return over
}

test('registered() waits for external extensions only, and is done at once without any', async () => {
  const { registry } = recorded()
  await registry.registered()
  joined(registry, 'i')
  registry.expect('a')
  registry.expect('b')
  const registered = registry.registered()

  joined(registry, 'b')
  expect(await isOver(registered)).toBe(false)
  joined(registry, 'a')

  await registered
})

test('ready() waits for everyone, whatever they subscribed to', async () => {
  const { registry } = recorded()
  await registry.ready()
  registry.expect('a')
  const ready = registry.ready()
  const i = joined(registry, 'i', [])
  const a = joined(registry, 'a', ['SHUTDOWN'])

  void registry.next(a, here())
  expect(await isOver(ready)).toBe(false)
  void registry.next(i, here())

  await ready
})

test('an extension that was launched and has not registered keeps ready() closed', async () => {
  const { registry } = recorded()
  void registry.next(joined(registry, 'i'), here())
  registry.expect('late')

  expect(await isOver(registry.ready())).toBe(false)
})

test('an extension that reported an error before its first poll keeps ready() closed', async () => {
  const { registry } = recorded()
  registry.initError(joined(registry, 'i'), 'E.x')

  expect(await isOver(registry.ready())).toBe(false)
})

test('a poll whose client went away still counts for ready()', async () => {
  const { registry } = recorded()
  const client = new AbortController()
  const polled = registry.next(joined(registry, 'i'), client.signal)

  client.abort()

  await expect(polled).rejects.toMatchObject({ code: 'ERR_HUNG_UP' })
  await registry.ready()
})

test('a wait with a limit says what it waited for and who is missing', async () => {
  const { registry } = recorded()
  registry.expect('a')
  joined(registry, 'i')

  await expect(registry.ready({ timeoutMs: 0 })).rejects.toMatchObject({
    code: 'ERR_WAIT_TIMEOUT',
    message:
      'waited 0 ms for every extension to ask for its next event; last saw a Started, i Registered',
  })
  await expect(registry.registered({ timeoutMs: 0 })).rejects.toMatchObject({
    message:
      'waited 0 ms for every external extension to register; last saw a Started, i Registered',
  })
})

test('closing rejects every wait with its reason, those that come later too', async () => {
  const { registry } = recorded()
  registry.expect('a')
  const reason = new Error('reset')
  const before = [registry.registered(), registry.ready()]

  registry.close(reason)
  registry.close(new Error('again'))

  for (const wait of [...before, registry.registered(), registry.ready()]) {
    await expect(wait).rejects.toBe(reason)
  }
})

test('a wait without a limit sets no timer, and may be closed while nobody waits', async () => {
  const { registry } = recorded()
  registry.expect('a')
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
  const before = timers()

  void registry.registered()
  void registry.ready()

  expect(timers()).toBe(before)
  registry.close(new Error('reset'))
  await new Promise(setImmediate)
})
