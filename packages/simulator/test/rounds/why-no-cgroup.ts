import { Cgroup, type Leash } from '@sim/process'
import { rmdirSync } from 'node:fs'

/** Why there can be no control group here, if there can be none. */
export function whyNoCgroup(): string | undefined {
  try {
    const held = { [Symbol.dispose]: () => undefined }
    const leash = { holdCgroup: () => held } as unknown as Leash
    rmdirSync(Cgroup.create({ leash }).path)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
