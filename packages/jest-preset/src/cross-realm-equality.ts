interface TesterContext {
  equals(received: unknown, expected: unknown, testers: Testers, strict: boolean): boolean
}

type Testers = readonly { readonly name: string }[]

/**
 * Lets `toStrictEqual` of Jest 29 compare values by what they are.
 *
 * A simulator lives outside of the test's realm, and so do the objects and arrays that it parses; Jest 29 takes
 * their constructors for other types. Jest 30 does not.
 */
export function crossRealmEquality(
  this: TesterContext,
  received: unknown,
  expected: unknown,
  testers: Testers = [],
): boolean | undefined {
  const isStrict = testers.some(({ name }) => name === 'typeEquality')
  if (!isStrict || !isPlain(received) || !isPlain(expected)) return undefined
  const prototype: unknown = Object.getPrototypeOf(expected)
  if (Object.getPrototypeOf(received) === prototype) return undefined
  if (Array.isArray(received) !== Array.isArray(expected)) return undefined
  const here: object = Array.isArray(received) ? [] : {}
  Object.setPrototypeOf(here, prototype as object)
  return this.equals(Object.assign(here, received), expected, testers, true)
}

/** Whether it is an array or a plain object, of whichever realm. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return true
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype !== null && Object.getPrototypeOf(prototype) === null
}

/** An empty object of the realm that this one was made in. */
export function emptyLike(foreign: object): object {
  let prototype = foreign
  for (
    let next: object | null = foreign;
    next !== null;
    next = Object.getPrototypeOf(next) as object | null
  ) {
    prototype = next
  }
  return Object.create(prototype) as object
}
