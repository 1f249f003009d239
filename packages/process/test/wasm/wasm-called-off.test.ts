import { expect, test } from '@jest/globals'
import { Environment } from '@sim/process'
import { assemble, repeat } from './assemble.ts'

/** Its start function never returns: nothing of it is there before it is ended. */
const neverThere = assemble({
  functions: { loop: { code: () => repeat([]) }, _start: { code: () => [] } },
  start: 'loop',
})

test.each(['thread', 'process'] as const)(
  'a module that is never there is ended with its environment, in a %s',
  async (isolation) => {
    const environment = new Environment()
    const spawned = environment.spawnWasm(neverThere, { isolation, name: 'loop' })
    const outcome = spawned.catch((error: unknown) => error)

    const report = await environment.shutdown({ deadlineMs: 200 })

    expect(await outcome).toMatchObject({ code: 'ERR_PROCESS_EXITED' })
    expect(report.unkillable).toEqual([])
    expect(environment.list()).toEqual([])
  },
)
