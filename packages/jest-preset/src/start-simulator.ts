import { Simulator, type SimulatorOptions } from '@sim/simulator'
import { dirname } from 'node:path'
import { checkSimulatorOptions } from './check-options.ts'
import type { GivenOptions } from './given-options.ts'
import { noteProcesses } from './note-processes.ts'
import { resolvePaths } from './resolve-paths.ts'

/** Starts a simulator from the options of the configuration and those of the code, and notes what it starts. */
export async function startSimulator(
  configured: SimulatorOptions | undefined,
  given: readonly GivenOptions[],
  testPath: string,
): Promise<Simulator> {
  for (const { options, origin } of given) checkSimulatorOptions(options, origin)
  const fromCode: SimulatorOptions = Object.assign({}, ...given.map(({ options }) => options))
  const simulator = await Simulator.start({
    ...configured,
    ...resolvePaths(fromCode, dirname(testPath)),
  })
  noteProcesses(simulator, testPath)
  return simulator
}
