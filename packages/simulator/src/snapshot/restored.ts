import { SimulatorError, waitFor, type WaitLimits, type Watchable } from '@sim/core'
import type { Phase } from '../environment/phase.ts'
import type { Snapshot } from './snapshot.ts'

/** In these a snapshot may still be restored, or what is left of it is being cleared away. */
const pending: ReadonlySet<Phase> = new Set(['init', 'snapshot', 'restore', 'reset'])

/**
 * Resolves when the environment is restored and runs, at once if it does.
 *
 * Rejects with `ERR_ENVIRONMENT_FAILED` if it could not be restored, with `ERR_NO_SNAPSHOT` if its init failed, with
 * `ERR_SIMULATOR_STOPPED` if it was shut down, with `ERR_WAIT_TIMEOUT`, or the signal's reason.
 */
export async function restored(
  phases: Watchable<Phase>,
  snapshot: Snapshot,
  limits: WaitLimits,
): Promise<void> {
  const phase = await waitFor(phases, (now) => !pending.has(now), {
    ...limits,
    what: 'the snapshot to be restored',
    describe: (now) => `phase ${now}`,
  })
  if (phase === 'idle' || phase === 'invoke') return
  if (phase !== 'dormant') {
    throw new SimulatorError(
      'ERR_SIMULATOR_STOPPED',
      `a restore needs an environment that runs, this one is in phase ${phase}`,
    )
  }
  throw snapshot.failure ?? noSnapshot('one whose init or invocation has failed')
}

/** There is nothing to restore. */
export function noSnapshot(found: string): SimulatorError {
  return new SimulatorError(
    'ERR_NO_SNAPSHOT',
    `restore() needs an environment in a snapshot, which is one with initializationType 'snap-start' after its init, found ${found}`,
  )
}
