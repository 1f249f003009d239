import { defaultWaitMs, systemClock, type Clock } from '@sim/core'
import { deadlineSlot, type Slots } from '../slots.ts'

/** A test that runs out of time fails without a word of what was awaited: the rest is for ours. */
const share = 0.8

/** How long a matcher may wait, and how that reads. */
export interface WaitLimit {
  readonly timeoutMs: number
  readonly text: string
}

/** What was wanted, or 80 % of what is left of the test's time if that is less. A deadline that is over says nothing. */
export function waitLimit(wantedMs = defaultWaitMs, clock: Clock = systemClock): WaitLimit {
  const deadline = (globalThis as Slots)[deadlineSlot]
  const leftMs = deadline === undefined ? Infinity : deadline - clock.now()
  const sharedMs = Math.floor(leftMs * share)
  return leftMs > 0 && sharedMs < wantedMs
    ? { timeoutMs: sharedMs, text: `${sharedMs} ms, 80 % of what was left of the test` }
    : { timeoutMs: wantedMs, text: `${wantedMs} ms` }
}
