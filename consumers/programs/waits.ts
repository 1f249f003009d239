import { Cell, ManualClock, SimulatorError, waitFor } from '@sim/core'

/** Waits for a value that comes, and for one that does not. */
export async function run(): Promise<unknown> {
  const cell = new Cell('starting')
  const ready = waitFor(cell, (state) => state === 'ready', { what: 'the start' })
  cell.set('ready')

  const clock = new ManualClock()
  const never = waitFor(cell, () => false, { what: 'never', timeoutMs: 100, clock })
  clock.advance(100)
  const failure: unknown = await never.catch((error: unknown) => error)

  return {
    state: await ready,
    code: SimulatorError.is(failure) ? failure.code : undefined,
    message: String(failure),
  }
}
