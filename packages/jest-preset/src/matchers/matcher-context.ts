/** Compares two values: `undefined` leaves the decision to the next tester. */
export type Tester = (
  this: { readonly equals: Equals },
  received: unknown,
  expected: unknown,
  testers: Tester[],
) => boolean | undefined

type Equals = (received: unknown, expected: unknown, testers?: Tester[]) => boolean

/**
 * What Jest 29, Jest 30 and Vitest 5 all hand to a matcher as `this`, with the same meaning.
 *
 * `printDiffOrStringify` is not among it: its parameters differ.
 */
export interface MatcherContext {
  readonly equals: Equals
  readonly isNot?: boolean | undefined
  /** `resolves`, `rejects` or empty; `undefined` when the matcher stands for a value. */
  readonly promise?: string | undefined
  readonly customTesters?: Tester[] | undefined
  readonly utils: {
    readonly matcherHint: (
      name: string,
      received: string,
      expected: string,
      options: { isNot?: boolean; promise?: string; secondArgument?: string },
    ) => string
    readonly printExpected: (value: unknown) => string
    readonly printReceived: (value: unknown) => string
    readonly diff: (expected: unknown, received: unknown) => string | null | undefined
    readonly iterableEquality: Tester
    readonly subsetEquality: Tester
  }
}

/** What a matcher found. */
export interface MatcherResult {
  readonly pass: boolean
  /** Why it fails: with `.not` why it should not have passed. */
  message(): string
}
