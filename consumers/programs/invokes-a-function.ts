import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Simulator } from '@sim/simulator'

/** Invokes a function twice, frozen in between. */
export async function run(): Promise<unknown> {
  const functionDirectory = mkdtempSync(join(tmpdir(), 'sim-function-'))
  writeFileSync(
    join(functionDirectory, 'index.js'),
    'let count = 0; exports.handler = async ({ name }) => `hello ${name} ${(count += 1)}`',
  )
  try {
    await using simulator = await Simulator.start({ functionDirectory, freeze: 'process' })
    const first = await simulator.invoke({ name: 'Ada' })
    await simulator.waitForFrozen()
    const second = await simulator.invoke({ name: 'Bob' })
    await simulator.shutdown({ reason: 'spindown' })
    return [first.json(), second.json()]
  } finally {
    rmSync(functionDirectory, { recursive: true })
  }
}
