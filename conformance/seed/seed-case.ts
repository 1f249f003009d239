import { test } from '@jest/globals'
import { readCases } from '../read-cases.ts'
import { verdicts } from './verdicts.ts'

/** A behaviour that the tests of a simulator in Rust have shown. `cases/README.md` explains each member. */
export interface SeedCase {
  readonly id: string
  readonly area: string
  readonly title: string
  readonly expect: readonly string[]
  /** Where Lambda does something else: this holds, then. */
  readonly aws?: string
  /** What the test there did not prove. */
  readonly gap?: string
}

export const seedCases: readonly SeedCase[] = readCases<SeedCase>('seed')

/** The test of one case. Throws if there is no such case, or no verdict on it. */
export function seedCase(id: string, statement: string, run: () => Promise<void>): void {
  if (verdicts[id] === undefined) throw new Error(`there is no verdict on the case ${id}`)
  test(`${id} ${statement}`, run)
}
