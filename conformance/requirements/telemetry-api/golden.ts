import { existsSync } from 'node:fs'
import { testsOf } from '../proof.ts'
import type { Proof } from '../requirement.ts'

const folder = new URL('../../telemetry/golden/', import.meta.url)
const timelines = testsOf('conformance/test/telemetry-timelines.test.ts')

/** The test of a timeline, by the name of its golden file. Throws if there is no such file. */
export function golden(name: string): Proof {
  if (!existsSync(new URL(`${name}.json`, folder))) throw new Error(`there is no timeline ${name}`)
  return timelines(`${name} is told as its golden file says (SIM_WRITE_GOLDEN=1 writes it)`)
}
