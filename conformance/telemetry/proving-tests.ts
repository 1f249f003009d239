import { readdirSync, readFileSync } from 'node:fs'
import { testTitles } from '../requirements/test-titles.ts'
import { idsIn } from './telemetry-case.ts'

/** A test that proves cases, by its title. */
export interface ProvingTest {
  /** Its path starts at the root of the repository. */
  readonly file: string
  readonly title: string
  readonly ids: readonly string[]
}

/** Every test of telemetry that cites cases in its title, found in its text. */
export function provingTests(): ProvingTest[] {
  const folder = new URL('../test/', import.meta.url)
  const files = readdirSync(folder).filter((name) => /^telemetry-.*\.test\.ts$/.test(name))
  return files.flatMap((name) =>
    testTitles(readFileSync(new URL(name, folder), 'utf8'))
      .map(({ text: title }) => ({ file: `conformance/test/${name}`, title, ids: idsIn(title) }))
      .filter(({ ids }) => ids.length > 0),
  )
}
