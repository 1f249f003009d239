import { test } from '@jest/globals'
import { readCases } from '../read-cases.ts'
import { notRun } from './not-run.ts'

/** A behaviour of processes, links, monitors and supervisors. `cases/README.md` explains each member. */
export interface ProcessCase {
  readonly id: string
  readonly area: string
  readonly given: string
  readonly steps: readonly string[]
  readonly expect: readonly string[]
  /** How `expect` stands to what is tested; there unless the case is not run. */
  readonly standing?: 'same' | 'differs' | 'fact'
  /** What is tested beside `expect`, or in its place. */
  readonly rule?: string
  readonly source: string
  readonly grade: string
}

export const processCases: readonly ProcessCase[] = readCases<ProcessCase>('processes')

const runs = new Set(processCases.map(({ id }) => id).filter((id) => !isNotRun(id)))

/** One test of a case, which may have several. Throws if there is no such case, or it is not to be run. */
export function processCase(id: string, statement: string, run: () => Promise<void> | void): void {
  if (!runs.has(id)) throw new Error(`there is no case ${id} that is to be run`)
  test(`${id} ${statement}`, run)
}

function isNotRun(id: string): boolean {
  return Object.values(notRun).some(({ ids }) => ids.includes(id))
}
