import { types } from 'node:util'

/** What `expect.any(Number)`, `expect.stringContaining('…')` and their like are, in every test framework. */
export interface AsymmetricMatcher {
  asymmetricMatch(other: unknown): boolean
}

/**
 * A value as a test describes it: any part of an object, and an asymmetric matcher in any place. A list is described by all of its
 * elements.
 *
 * A regular expression stands for a string that it fits, `undefined` for a member that is not there.
 */
export type Described<T> = unknown extends T
  ? unknown
  : T extends string
    ? T | RegExp | AsymmetricMatcher
    : T extends number | boolean | bigint | symbol | null | undefined
      ? T | AsymmetricMatcher
      : T extends readonly (infer Element)[]
        ? readonly Described<Element>[] | AsymmetricMatcher
        : { readonly [Key in keyof T]?: Described<T[Key]> | undefined } | AsymmetricMatcher

/** Whether a value is as it was described. */
export function isAsDescribed(value: unknown, described: unknown): boolean {
  if (isAsymmetric(described)) return described.asymmetricMatch(value)
  // A flag that remembers a position has no effect on a search.
  if (types.isRegExp(described)) return typeof value === 'string' && value.search(described) !== -1
  if (Array.isArray(described)) {
    if (!Array.isArray(value) || value.length !== described.length) return false
    return described.every((one, index) => isAsDescribed(value[index], one))
  }
  if (!isObject(described)) return Object.is(value, described)
  return (
    isObject(value) &&
    Object.entries(described).every(([key, one]) => isAsDescribed(value[key], one))
  )
}

function isAsymmetric(value: unknown): value is AsymmetricMatcher {
  return isObject(value) && typeof value['asymmetricMatch'] === 'function'
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
