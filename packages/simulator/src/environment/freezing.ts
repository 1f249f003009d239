import { SimulatorError } from '@sim/core'
import type { FreezeEvent } from '@sim/freeze'
import type { FlowContext } from '../flows/flow-context.ts'
import type { Journal } from '../journal/journal.ts'

/**
 * Stops everything, unless there is new work before it is done.
 *
 * Telemetry stands still first: nothing is delivered to a stopped process. A freeze that fails is told by
 * the journal, and the environment goes on running.
 */
export async function freeze({ freezer, telemetry }: FlowContext): Promise<void> {
  if (freezer.mode === 'none' || freezer.members.length === 0) return
  telemetry.pause()
  try {
    await freezer.freezeAtEpoch(freezer.epoch)
  } catch (error) {
    if (!SimulatorError.is(error)) throw error
    telemetry.resume()
  }
}

/** Makes every planned freeze obsolete, resumes what was stopped, lets telemetry flow. In one turn. */
export function thaw({ freezer, telemetry }: FlowContext): void {
  freezer.unfreeze()
  telemetry.resume()
}

/** Writes freezes and thaws down. A thaw of what was never seen to be frozen is not worth an entry. */
export function recordFreezes(journal: Journal): (event: FreezeEvent) => void {
  let isFrozen = false
  return (event) => {
    switch (event.type) {
      case 'frozen':
        isFrozen = true
        return journal.record('frozen', {
          epoch: event.epoch,
          pids: event.pids,
          durationMs: event.ms,
        })
      case 'thawed':
        if (isFrozen) journal.record('thawed', { epoch: event.epoch, pids: pidsOf(event.resumed) })
        isFrozen = false
        return
      case 'superseded':
        return journal.record('freeze.superseded', { epoch: event.epoch })
      case 'failed':
        return journal.record('freeze.failed', {
          code: event.error.code,
          message: event.error.message,
        })
      case 'stopped-late-registration':
    }
  }
}

const pidsOf = (processes: readonly { readonly pid: number }[]) => processes.map(({ pid }) => pid)
