import { provingTests } from '../telemetry/proving-tests.ts'
import type { Proof } from './requirement.ts'

/** Cases of `cases/protocol`, by their ids. */
export function cases(...ids: readonly string[]): Proof[] {
  return ids.map((id) => ({ case: id }))
}

/** The tests of one file, whose path starts at the root of the repository. */
export function testsOf(file: string): (title: string) => Proof {
  return (title) => ({ test: file, title })
}

const proving = provingTests()

/** The tests that prove cases of `cases/telemetry`, by the ids of these. Throws if there is none for one of them. */
export function telemetryCases(...ids: readonly string[]): Proof[] {
  const missing = ids.filter((id) => !proving.some((one) => one.ids.includes(id)))
  if (missing.length > 0) throw new Error(`no test proves ${missing.join(', ')}`)
  return proving
    .filter((one) => one.ids.some((id) => ids.includes(id)))
    .map(({ file, title }) => ({ test: file, title }))
}
