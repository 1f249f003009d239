/** What `expect.any(Number)`, `expect.stringContaining('…')` and their like are, in every test framework. */
export interface AsymmetricMatcher {
  asymmetricMatch(other: unknown): boolean
}

/**
 * A value as a test describes it: any part of an object, and an asymmetric matcher in any place.
 *
 * A regular expression stands for a string that it fits, `undefined` for a member that is not there.
 */
export type Expected<T> = unknown extends T
  ? unknown
  : T extends string
    ? T | RegExp | AsymmetricMatcher
    : T extends number | boolean | bigint | symbol | null | undefined
      ? T | AsymmetricMatcher
      : T extends readonly (infer Element)[]
        ? readonly Expected<Element>[] | AsymmetricMatcher
        : { readonly [Key in keyof T]?: Expected<T[Key]> } | AsymmetricMatcher
