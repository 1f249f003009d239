import { types } from 'node:util'
import type { MatcherContext, Tester } from './matcher-context.ts'

/** Whether a received value is what a test described. */
export type Matches = (received: unknown, expected: unknown) => boolean

/** Compares any part of an object, as the type `Described` of the simulator promises; with the user's own testers first. */
export function partially({ equals, customTesters = [], utils }: MatcherContext): Matches {
  const { iterableEquality, subsetEquality } = utils
  const testers = [...customTesters, textPattern, absence, iterableEquality, subsetEquality]
  return (received, expected) => equals(received, expected, testers)
}

/** Compares all of a value, as `toEqual` does. */
export function wholly({ equals, customTesters = [], utils }: MatcherContext): Matches {
  return (received, expected) =>
    equals(received, expected, [...customTesters, utils.iterableEquality])
}

/** Whether a text has a place that fits. Flags that remember a position have no effect. */
export const fits = (text: string, pattern: RegExp): boolean => text.search(pattern) !== -1

/** A regular expression, also one from another realm. */
export const isRegExp = (value: unknown): value is RegExp => types.isRegExp(value)

/** `expect.any(…)` and its like. */
export function isAsymmetric(
  value: unknown,
): value is { asymmetricMatch(other: unknown): boolean } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'asymmetricMatch' in value &&
    typeof value.asymmetricMatch === 'function'
  )
}

/** An object that is nothing but its members, whichever realm it is from. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === '[object Object]' && !isAsymmetric(value)
}

const textPattern: Tester = (received, expected) =>
  isRegExp(expected) && typeof received === 'string' ? fits(received, expected) : undefined

/** `undefined` in what was expected stands for a member that is not there; a subset would want it present. */
const absence: Tester = function absence(received, expected, testers) {
  if (!isPlainObject(expected) || !isPlainObject(received)) return undefined
  const entries = Object.entries(expected)
  const present = entries.filter(([, value]) => value !== undefined)
  if (present.length === entries.length) return undefined
  const intruder = entries.some(
    ([key, value]) => value === undefined && received[key] !== undefined,
  )
  return !intruder && this.equals(received, Object.fromEntries(present), testers)
}
