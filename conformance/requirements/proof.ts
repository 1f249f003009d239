import type { Proof } from './requirement.ts'

/** Cases of `cases/protocol`, by their ids. */
export function cases(...ids: readonly string[]): Proof[] {
  return ids.map((id) => ({ case: id }))
}

/** The tests of one file, whose path starts at the root of the repository. */
export function testsOf(file: string): (title: string) => Proof {
  return (title) => ({ test: file, title })
}
