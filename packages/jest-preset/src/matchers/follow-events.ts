import { SimulatorError, waitFor, type WaitLimits, type Watchable } from '@sim/core'
import type { TelemetryEvent } from '@sim/telemetry-api'
import type { ObservedSimulator } from './observed.ts'

/**
 * Shows every event that there is and then each that comes, until it is enough; false when the time is over first.
 *
 * Whether it is enough is judged at first and after everything that happens. What there is was seen and what comes
 * is subscribed to in one turn: no event is missed, none is seen twice. Rejects with the signal's reason.
 */
export async function followEvents(
  simulator: ObservedSimulator,
  see: (event: TelemetryEvent) => void,
  isEnough: () => boolean,
  limits: WaitLimits,
): Promise<boolean> {
  for (const event of simulator.telemetry.events()) see(event)
  const judge = (event: TelemetryEvent | undefined) => {
    if (event !== undefined) see(event)
    return isEnough()
  }
  try {
    await waitFor(happenings(simulator), judge, { ...limits, what: 'telemetry' })
    return true
  } catch (error) {
    if (SimulatorError.is(error) && error.code === 'ERR_WAIT_TIMEOUT') return false
    throw error
  }
}

/** Calls back with each event, and with `undefined` for all else that happens. */
function happenings({ journal, phases }: ObservedSimulator): Watchable<TelemetryEvent | undefined> {
  return {
    current: undefined,
    subscribe: (listener) => {
      const entries = journal.subscribe((entry) => {
        if (entry?.type === 'telemetry') listener(entry.event)
        // The journal tells of a phase just before it begins: what could be seen then is neither the old nor the new.
        else if (entry?.type !== 'phase') listener(undefined)
      })
      const changes = phases.subscribe(() => listener(undefined))
      return {
        [Symbol.dispose]: () => {
          entries[Symbol.dispose]()
          changes[Symbol.dispose]()
        },
      }
    },
  }
}
