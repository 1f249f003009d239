import { SimulatorError } from '@sim/core'
import type { FlowContext } from './flow-context.ts'

/**
 * Stops everything, unless there is new work before it is done.
 *
 * Telemetry stands still first: nothing is delivered to a stopped process.
 */
export async function freeze({ freezer, telemetry, journal, clock }: FlowContext): Promise<void> {
  if (freezer.mode === 'none' || freezer.members.length === 0) return
  const { epoch } = freezer
  const startedAt = clock.monotonic()
  telemetry.pause()
  try {
    const outcome = await freezer.freezeAtEpoch(epoch)
    if (outcome === 'superseded') return journal.record('freeze.superseded', { epoch })
    const pids = freezer.members.map(({ pid }) => pid)
    journal.record('frozen', { epoch, pids, durationMs: clock.monotonic() - startedAt })
  } catch (error) {
    if (!SimulatorError.is(error)) throw error
    telemetry.resume()
    journal.record('freeze.failed', { code: error.code, message: error.message })
  }
}

/** Makes every freeze that was planned obsolete, resumes what was stopped, lets telemetry flow. In one turn. */
export function thaw({ freezer, telemetry, journal }: FlowContext): void {
  const { epoch, resumed } = freezer.unfreeze()
  if (resumed.length > 0) journal.record('thawed', { epoch, pids: resumed.map(({ pid }) => pid) })
  telemetry.resume()
}
