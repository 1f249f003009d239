import { SimulatorError } from '@sim/core'
import { end, leftovers } from './leftovers.ts'
import { notes, type ProcessNote } from './process-notes.ts'
import { removeRunDirectory } from './run-directory.ts'

/**
 * What happens once after the tests of a run: the proof that no process of theirs is left. Call it in a global
 * tear-down of your own, which replaces ours. Works without `globalSetup`, too.
 *
 * Whatever is left is ended, and then it rejects with `ERR_PROCESSES_LEFT`, which lists it and makes the run fail.
 */
export async function globalTeardown(): Promise<void> {
  const left = leftovers(notes())
  await end(left)
  removeRunDirectory()
  if (left.length > 0) throw processesLeft(left)
}

function processesLeft(left: readonly ProcessNote[]): SimulatorError {
  const list = left.map(({ pid, what, testPath }) => `${what} (pid ${pid}) of ${testPath}`)
  return new SimulatorError(
    'ERR_PROCESSES_LEFT',
    `no process was to outlive the tests, found ${left.length} and ended them: ${list.join(', ')}`,
  )
}

export default globalTeardown
