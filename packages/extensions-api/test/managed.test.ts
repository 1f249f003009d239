import { expect, test } from '@jest/globals'
import { extensionsApi, type ExtensionRegistry } from '@sim/extensions-api'
import { listen } from '@sim/protocol'
import { here, joined, recorded, shutdownEvent, told } from './world.ts'

const managed = () => recorded({ profile: 'managed' })
const row = (errorType: string, errorMessage: string) =>
  expect.objectContaining({ refusal: { status: 403, errorType, errorMessage } })

test.each(['INVOKE', 'SHUTDOWNS', ''])('an external extension cannot subscribe to %p', (event) => {
  const { registry } = managed()
  registry.expect('a')

  expect(() => joined(registry, 'a', ['SHUTDOWN', event])).toThrow(
    row('Extension.InvalidEventType', `${event}: ErrorInvalidEventType`),
  )
})

test.each(['INVOKE', 'SHUTDOWN', 'bogus'])(
  'an internal extension cannot subscribe to anything, not even to %s',
  (event) => {
    const { registry } = managed()

    expect(() => joined(registry, 'i', [event])).toThrow(
      row('Extension.InvalidEventType', 'No events allowed for internal extensions'),
    )
  },
)

test('an external extension that subscribed to SHUTDOWN gets it', async () => {
  const { registry } = managed()
  registry.expect('a')
  const event = registry.next(joined(registry, 'a', ['SHUTDOWN']), here())

  const names = registry.shutdown(shutdownEvent)

  expect(names).toEqual(['a'])
  await expect(event).resolves.toEqual(shutdownEvent)
})

test('reasons of refusals begin with a small letter', async () => {
  const { registry, log } = managed()
  registry.expect('a')
  const id = joined(registry, 'a', ['SHUTDOWN'])

  expect(() => joined(registry, 'a', [])).toThrow(
    row(
      'Extension.InvalidExtensionState',
      'State transition from Registered to Registered failed for extension a. Error: state transition is not allowed',
    ),
  )
  const polled = registry.next(id, here())
  await told(log, 'polled')
  registry.exitError(id, 'Extension.Gone')
  registry.shutdown(shutdownEvent)
  await expect(polled).rejects.toEqual(
    row(
      'Extension.InvalidExtensionState',
      `State transition from ExitError to Ready failed for extension ${id}. Error: concurrent state modification`,
    ),
  )
})

test.each([
  ['initError', 'Extension.Foo', 'Extension.Foo'],
  ['initError', 'see Extension.Foo there', 'see Extension.Foo there'],
  ['initError', 'Foo', 'Extension.InitError'],
  ['initError', 'Extension.foo', 'Extension.InitError'],
  ['exitError', 'Extension.Foo', 'Extension.Foo'],
  ['exitError', 'Runtime.Foo', 'Extension.ExitError'],
] as const)('an %s that is called %p counts as %p', (call, reported, errorType) => {
  const { registry } = managed()
  const id = joined(registry, 'i', [])

  registry[call](id, reported)

  expect(registry.firstError).toEqual({ name: 'i', errorType, reported })
})

test('a registration of exactly 1 MiB is taken', async () => {
  await using api = await served(managed().registry)

  const { status } = await register(api.url, bodyOf(1024 * 1024))

  expect(status).toBe(200)
})

test('a larger one is refused', async () => {
  await using api = await served(managed().registry)

  const refused = await register(api.url, bodyOf(1024 * 1024 + 1))

  expect(refused.status).toBe(403)
  expect(await refused.json()).toEqual({
    errorMessage: 'http: request body too large',
    errorType: 'InvalidRequestFormat',
  })
})

const served = (registry: ExtensionRegistry) =>
  listen(extensionsApi(registry, { profile: 'managed' }))

const register = (url: string, body: string) =>
  fetch(`${url}/2020-01-01/extension/register`, {
    method: 'POST',
    headers: { 'Lambda-Extension-Name': 'i' },
    body,
  })

/** A registration for no event, of so many bytes. */
const bodyOf = (bytes: number) => '{}'.padEnd(bytes)
