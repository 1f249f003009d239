import { isPlainObject, type Matches } from './partial-equality.ts'

/** Which members of a received object a diff is about: those that were spoken of, or all. */
export type Members = 'expected' | 'all'

/**
 * A received value as it is best compared with what was expected, so that a diff shows differences and nothing else.
 *
 * What matches is replaced by what it was matched with: an asymmetric matcher would look like a difference.
 */
export function projection(
  received: unknown,
  expected: unknown,
  matches: Matches,
  members: Members = 'expected',
): unknown {
  const project = (one: unknown, other: unknown) => projection(one, other, matches, members)
  if (matches(received, expected)) return expected
  if (isPlainObject(received) && isPlainObject(expected)) {
    const spokenOf = Object.keys(members === 'all' ? received : expected)
    const keys = spokenOf.filter((key) => key in received || expected[key] === undefined)
    return Object.fromEntries(
      keys.map((key) => [
        key,
        key in expected ? project(received[key], expected[key]) : received[key],
      ]),
    )
  }
  return pairsOf(received, expected)?.map(([one, other]) => project(one, other)) ?? received
}

/** In how many places a received value differs from what was expected; 0 when it matches. */
export function differences(received: unknown, expected: unknown, matches: Matches): number {
  const differ = (one: unknown, other: unknown) => differences(one, other, matches)
  if (matches(received, expected)) return 0
  if (isPlainObject(received) && isPlainObject(expected)) {
    return sum(Object.keys(expected).map((key) => differ(received[key], expected[key])))
  }
  return sum(pairsOf(received, expected)?.map(([one, other]) => differ(one, other)) ?? [1])
}

/** The elements that stand at the same place, if both are lists of the same length. */
function pairsOf(received: unknown, expected: unknown): readonly [unknown, unknown][] | undefined {
  if (!Array.isArray(received) || !Array.isArray(expected)) return undefined
  if (received.length !== expected.length) return undefined
  return received.map((element: unknown, index) => [element, expected[index]])
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
