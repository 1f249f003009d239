import { test } from '@jest/globals'
import process from 'node:process'
import { Cgroup } from '../../src/os/cgroup.ts'

/**
 * A test that needs a control group that may be written to. Without one it is skipped, and its title says why; it
 * fails instead where the environment variable `SIM_REQUIRE_ALL` is `1`.
 */
export function testInCgroup(behaviour: string, run: (group: Cgroup) => Promise<void>): void {
  const missing = Cgroup.whyUnavailable()
  if (missing === undefined) {
    test(behaviour, async () => {
      await using group = Cgroup.create()
      await run(group)
    })
  } else if (process.env['SIM_REQUIRE_ALL'] === '1') {
    test(behaviour, () => {
      throw new Error(`a control group is required, and cannot be had: ${missing}`)
    })
  } else {
    test.skip(`${behaviour} (${missing})`, () => undefined)
  }
}
