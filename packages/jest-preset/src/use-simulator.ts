import { SimulatorError } from '@sim/core'
import type { Simulator, SimulatorOptions } from '@sim/simulator'
import { hostSlot, type Host, type Slots } from './slots.ts'

/**
 * The simulator of this test: started when it is first asked for, stopped when the test is over.
 *
 * It belongs to whoever asks first. Asked for in a test or in `beforeEach`, it ends with that test, after the
 * `afterEach` hooks; in `beforeAll`, with that `describe` block, or with the file, and its tests share it.
 * Without options, what runs already is returned; the same options give the same simulator, other ones start
 * another beside it. One that was stopped is not returned again.
 *
 * `options` go over those of `configureSimulator` and of the configuration, option by option. Relative paths
 * in them (`functionDirectory`, every `cwd`, a `command` with a slash) are taken from the folder of the test file.
 *
 * Rejects with `ERR_NO_SIMULATOR_HOST` outside of Jest and Vitest, with `ERR_TEST_FILE_ENDED` after its last test,
 * and with whatever `Simulator.start` rejects with.
 */
export async function useSimulator(options?: SimulatorOptions): Promise<Simulator> {
  return await host('useSimulator').use(options)
}

/**
 * Sets options for the simulators that are started from now on: at the top of a test file for all of it, in
 * `beforeAll` for that `describe` block, in a test or `beforeEach` for that test.
 *
 * They go over those of the configuration, option by option, and are checked when a simulator is started.
 * Relative paths are taken from the folder of the test file. Throws `ERR_NO_SIMULATOR_HOST`.
 */
export function configureSimulator(options: SimulatorOptions): void {
  host('configureSimulator').configure(options)
}

function host(caller: string): Host {
  const found = (globalThis as Slots)[hostSlot]
  if (found !== undefined) return found
  throw new SimulatorError(
    'ERR_NO_SIMULATOR_HOST',
    `${caller}() needs Jest with preset '@sim/jest-preset', or Vitest with '@sim/jest-preset/vitest' among its setupFiles, found neither`,
  )
}
