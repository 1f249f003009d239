import { setImmediate } from 'node:timers/promises'

/** Resolves when all has happened that happens without time passing: a few turns of the event loop. */
export async function quiet(turns = 4): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await setImmediate()
}
