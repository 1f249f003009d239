import { expect, test } from '@jest/globals'
import { ExtensionRegistry, maxExtensions } from '@sim/extensions-api'
import { here, infoOf, invokeEvent, joined, recorded, shutdownEvent } from './world.ts'

const refused = (errorMessage: string) =>
  expect.objectContaining({ refusal: expect.objectContaining({ errorMessage }) })

const register = (registry: ExtensionRegistry, features: string[] = []) =>
  registry.register({ name: 'i', events: [], features }).response

/** Whether a promise has settled, once everything that was on its way has arrived. */
async function isOpen(waited: Promise<unknown>): Promise<boolean> {
  await new Promise(setImmediate)
  const pending = Symbol()
  return (await Promise.race([waited.catch(() => undefined), Promise.resolve(pending)])) !== pending
}

test('a version and a handler have defaults that are strings', () => {
  const registry = new ExtensionRegistry({ functionName: 'hello' })

  expect(register(registry)).toEqual({
    functionName: 'hello',
    functionVersion: '$LATEST',
    handler: '',
  })
})

test.each([
  ['is told to those who ask', '123456789012', ['accountId'], '123456789012'],
  ['is not told to those who do not ask', '123456789012', ['accountid'], undefined],
  ['is not told where it is not known', undefined, ['accountId'], undefined],
  ['is not told where it is empty', '', ['accountId'], undefined],
])('the account id %s', (_, accountId, features, told) => {
  const { registry } = recorded({ accountId })

  const response = register(registry, features)

  expect(response.accountId).toBe(told)
  expect('accountId' in response).toBe(told !== undefined)
})

test('external extensions are listed first, each kind in the order in which it came', () => {
  const { registry } = recorded()
  registry.expect('b')
  joined(registry, 'y', ['INVOKE'])
  registry.expect('a')
  joined(registry, 'x', [])
  const id = joined(registry, 'a', ['SHUTDOWN', 'INVOKE', 'SHUTDOWN'])

  expect(registry.extensions).toEqual([
    { name: 'b', kind: 'external', state: 'Started', events: [] },
    { id, name: 'a', kind: 'external', state: 'Registered', events: ['SHUTDOWN', 'INVOKE'] },
    expect.objectContaining({ name: 'y', kind: 'internal', events: ['INVOKE'] }),
    expect.objectContaining({ name: 'x', kind: 'internal', events: [] }),
  ])
})

test.each(['B', 'b ', '/opt/extensions/b', 'b.sh'])(
  '%j is not the external extension b',
  (name) => {
    const { registry } = recorded()
    registry.expect('b')

    joined(registry, name)

    expect(infoOf(registry, name).kind).toBe('internal')
  },
)

test.each(['external', 'internal'])(
  'a name that an %s extension has cannot be launched',
  (kind) => {
    const { registry } = recorded()
    if (kind === 'external') registry.expect('x')
    else joined(registry, 'x')

    expect(() => registry.expect('x')).toThrow(
      expect.objectContaining({ code: 'ERR_EXTENSION_NAME_TAKEN' }),
    )
  },
)

test('the limit counts external and internal extensions together', () => {
  const { registry } = recorded()
  for (let n = 1; n < maxExtensions; n += 1) registry.expect(`e${n}`)
  joined(registry, 'i')

  expect(maxExtensions).toBe(10)
  expect(() => joined(registry, 'j')).toThrow(refused('Extension limit (10) reached'))
})

test('the limit beats a name that is taken', () => {
  const { registry } = recorded()
  for (let n = 0; n < 10; n += 1) joined(registry, `i${n}`)

  expect(() => joined(registry, 'i0')).toThrow(refused('Extension limit (10) reached'))
})

test('closed registration beats the limit, and an invalid event beats both', () => {
  const { registry } = recorded()
  for (let n = 0; n < 10; n += 1) joined(registry, `i${n}`)
  registry.closeRegistration()

  expect(() => joined(registry, 'i0')).toThrow(refused('Extension registration closed already'))
  expect(() => joined(registry, 'i0', ['X'])).toThrow(refused('X: ErrorInvalidEventType'))
})

test('an external extension may register after registration was closed', () => {
  const { registry } = recorded()
  registry.expect('a')
  registry.closeRegistration()

  joined(registry, 'a', ['INVOKE', 'SHUTDOWN'])

  expect(infoOf(registry, 'a').state).toBe('Registered')
})

test('the state of an external extension is judged after its events', () => {
  const { registry } = recorded()
  registry.expect('a')
  joined(registry, 'a')

  expect(() => joined(registry, 'a', ['X'])).toThrow(refused('X: ErrorInvalidEventType'))
})

test('the first invalid event is the one that is named', () => {
  const { registry } = recorded()

  expect(() => joined(registry, 'i', ['INVOKE', 'foo', 'SHUTDOWN'])).toThrow(
    refused('foo: ErrorInvalidEventType'),
  )
  expect(() => joined(registry, 'i', ['SHUTDOWN', 'foo'])).toThrow(
    refused('SHUTDOWN: ShutdownEventNotSupportedForInternalExtension'),
  )
  expect(registry.extensions).toEqual([])
})

test('registered() waits for external extensions only, and is done at once without any', async () => {
  const { registry } = recorded()
  await registry.registered()
  joined(registry, 'i')
  registry.expect('a')
  registry.expect('b')
  const registered = registry.registered()

  joined(registry, 'b')
  expect(await isOpen(registered)).toBe(false)
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
  expect(await isOpen(ready)).toBe(false)
  void registry.next(i, here())

  await ready
})

test('an extension that was launched and has not registered keeps ready() closed', async () => {
  const { registry } = recorded()
  void registry.next(joined(registry, 'i'), here())
  registry.expect('late')

  expect(await isOpen(registry.ready())).toBe(false)
})

test('an extension that reported an error before its first poll keeps ready() closed', async () => {
  const { registry } = recorded()
  registry.initError(joined(registry, 'i'), 'E.x')

  expect(await isOpen(registry.ready())).toBe(false)
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

test('closing hangs up the polls and forgets the ids', async () => {
  const { registry } = recorded()
  const id = joined(registry, 'i')
  const polled = registry.next(id, here())

  registry.close(new Error('reset'))

  await expect(polled).rejects.toMatchObject({ code: 'ERR_HUNG_UP', message: 'reset' })
  await expect(registry.next(id, here())).rejects.toEqual(refused(`Unknown extension ${id}`))
  expect(() => registry.initError(id, 'E.x')).toThrow(
    refused('Unknown Lambda-Extension-Identifier'),
  )
  expect(() => joined(registry, 'j')).toThrow(expect.objectContaining({ code: 'ERR_HUNG_UP' }))
  expect(infoOf(registry, 'i')).toMatchObject({ id, state: 'Ready' })
})

test.each(['close', 'shutdown'] as const)('after %s nothing begins any more', (ends) => {
  const { registry } = recorded()
  if (ends === 'close') registry.close(new Error('reset'))
  else registry.shutdown(shutdownEvent)

  const over = expect.objectContaining({ code: 'ERR_GENERATION_OVER' })
  expect(() => registry.invoke(invokeEvent('r1'))).toThrow(over)
  expect(() => registry.expect('a')).toThrow(over)
})

test('the owner is told of a process that it did not launch', () => {
  const { registry } = recorded()
  registry.expect('a')
  joined(registry, 'i')

  expect(() => registry.markExited('i', true)).toThrow(
    expect.objectContaining({
      code: 'ERR_UNKNOWN_EXTENSION',
      message: 'no external extension is called i, only a',
    }),
  )
})

test('a process that could not be started says why', () => {
  const { registry } = recorded()
  registry.expect('a')

  registry.markLaunchFailed('a', 'PermissionDenied')

  expect(registry.extensions).toEqual([
    {
      name: 'a',
      kind: 'external',
      state: 'LaunchError',
      events: [],
      errorType: 'PermissionDenied',
    },
  ])
  expect(registry.firstError).toBeUndefined()
})

test('the first error that any extension reported is kept', () => {
  const { registry } = recorded()
  const i = joined(registry, 'i')
  const j = joined(registry, 'j')
  expect(registry.firstError).toBeUndefined()

  registry.exitError(j, 'mine')
  registry.initError(i, 'other')

  expect(registry.firstError).toEqual({
    name: 'j',
    errorType: 'Extension.ExitError',
    reported: 'mine',
  })
})

test('everything is told in the order in which it happened, as it was then', () => {
  const { registry, log } = recorded()
  const id = joined(registry, 'i')
  void registry.next(id, here())
  registry.invoke(invokeEvent('r1'))
  registry.exitError(id, 'E.x')
  registry.exitError(id, 'E.y')

  const told = log.entries().map((event) => [event.type, event.extension.state])

  expect(told).toEqual([
    ['registered', 'Registered'],
    ['state-changed', 'Registered'],
    ['polled', 'Ready'],
    ['state-changed', 'Ready'],
    ['handed', 'Running'],
    ['state-changed', 'Running'],
    ['error-reported', 'ExitError'],
    ['state-changed', 'ExitError'],
  ])
  expect(log.entries()).toContainEqual(
    expect.objectContaining({ type: 'handed', event: invokeEvent('r1') }),
  )
  expect(log.current).toMatchObject({ from: 'Running', to: 'ExitError', extension: { id } })
})

test('what a listener causes is told after all of what it was told', () => {
  const told: string[] = []
  const registry: ExtensionRegistry = new ExtensionRegistry({
    functionName: 'hello',
    onEvent: (event) => {
      told.push(event.type)
      if (event.type === 'polled') registry.invoke(invokeEvent('r1'))
    },
  })

  void registry.next(joined(registry, 'i'), here())

  expect(told.slice(2)).toEqual(['polled', 'state-changed', 'handed', 'state-changed'])
})
