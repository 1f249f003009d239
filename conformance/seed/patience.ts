import type { SimulatorOptions } from '@sim/simulator'

/** Limits that a busy machine does not reach: where time is not what is tested, it must not decide. */
export const patient: SimulatorOptions = {
  timeoutMs: 60_000,
  initTimeoutMs: 60_000,
  freezeTimeoutMs: 15_000,
}

/** The same for a shutdown that is to go in good order. */
export const unhurried = { shutdownTimeoutMs: 30_000 }

/** As long as a few programs may take to start, or to be done, on a busy machine. */
export const soon = { timeoutMs: 30_000 }
