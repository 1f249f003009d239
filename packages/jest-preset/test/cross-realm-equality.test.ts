import { expect, test } from '@jest/globals'
import { runInNewContext } from 'node:vm'
import { crossRealmEquality, emptyLike } from '../src/cross-realm-equality.ts'

const typeEquality = Object.assign(() => undefined, {})
Object.defineProperty(typeEquality, 'name', { value: 'typeEquality' })

/** As `toStrictEqual` of Jest 29 asks: values of other constructors differ, unless the tester says more. */
function strictlyEqual(received: unknown, expected: unknown): boolean {
  const equals = (a: unknown, b: unknown): boolean => {
    const told = crossRealmEquality.call({ equals }, a, b, [typeEquality])
    if (told !== undefined) return told
    if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return a === b
    if (a.constructor !== b.constructor || Object.keys(a).length !== Object.keys(b).length)
      return false
    return Object.entries(a).every(([key, value]) =>
      equals(value, (b as Record<string, unknown>)[key]),
    )
  }
  return equals(received, expected)
}

const foreign = (json: string) => runInNewContext(`(${json})`) as unknown

test('plain objects and arrays of another realm are equal to those of this one', () => {
  expect(strictlyEqual(foreign('{"a":[1,{"b":2}]}'), { a: [1, { b: 2 }] })).toBe(true)
  expect(strictlyEqual(foreign('[]'), [])).toBe(true)
})

test('but not to others, nor arrays to objects', () => {
  expect(strictlyEqual(foreign('{"a":[1]}'), { a: [2] })).toBe(false)
  expect(strictlyEqual(foreign('{}'), [])).toBe(false)
  expect(strictlyEqual(foreign('{"a":1}'), Object.assign(new (class Own {})(), { a: 1 }))).toBe(
    false,
  )
})

test('only strict comparison needs it', () => {
  const context = { equals: () => false }

  expect(crossRealmEquality.call(context, foreign('{}'), {}, [])).toBeUndefined()
  expect(crossRealmEquality.call(context, { a: 1 }, { a: 1 }, [typeEquality])).toBeUndefined()
})

test('an empty object of the realm that another one comes from', () => {
  const made = emptyLike(foreign('new (class Host {})') as object)

  expect(Object.getPrototypeOf(made)).not.toBe(Object.prototype)
  expect(Object.getPrototypeOf(Object.getPrototypeOf(made))).toBeNull()
})
