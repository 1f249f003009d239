import { expect, test } from '@jest/globals'
import { maxExtensions } from '@sim/extensions-api'
import { infoOf, joined, recorded } from './world.ts'

const refused = (errorMessage: string) =>
  expect.objectContaining({ refusal: expect.objectContaining({ errorMessage }) })

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
