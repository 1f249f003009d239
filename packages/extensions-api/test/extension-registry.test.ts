import { expect, test } from '@jest/globals'
import { ExtensionRegistry } from '@sim/extensions-api'
import { here, infoOf, invokeEvent, joined, recorded, shutdownEvent } from './world.ts'

const refused = (errorMessage: string) =>
  expect.objectContaining({ refusal: expect.objectContaining({ errorMessage }) })

const register = (registry: ExtensionRegistry, features: string[] = []) =>
  registry.register({ name: 'i', events: [], features }).response

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

test('a state that stays as it is, is not told', () => {
  const { registry, log } = recorded()
  registry.expect('a')
  registry.initError(joined(registry, 'a'), 'E.x')
  const before = log.appended

  registry.markExited('a', false)

  expect(log.appended).toBe(before)
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
