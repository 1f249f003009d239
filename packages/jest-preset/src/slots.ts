import type { Simulator, SimulatorOptions } from '@sim/simulator'
import type { Matchers, WaitingMatchers } from './track-matchers.ts'

/*
 * What the test environment and the test's own modules share: they live in different realms, and each may hold
 * a copy of this package, so the only common ground is the test's global object.
 */

/** Where `useSimulator` finds who starts simulators for this test file. */
export const hostSlot: unique symbol = Symbol.for('@sim/jest-preset-host') as never

/** Where matchers find when the time of the running test or hook is over: milliseconds since 1970. */
export const deadlineSlot: unique symbol = Symbol.for('@sim/jest-preset-deadline') as never

/** Where the set-up file finds the matchers, which the environment has loaded for all files of a worker. */
export const matchersSlot: unique symbol = Symbol.for('@sim/jest-preset-matchers') as never

/** Where the environment finds the waiting matchers of the test. */
export const waitingSlot: unique symbol = Symbol.for('@sim/jest-preset-waiting') as never

/** Who starts simulators for one test file. */
export interface Host {
  /** See `useSimulator`. */
  use(options?: SimulatorOptions): Promise<Simulator>
  /** See `configureSimulator`. */
  configure(options: SimulatorOptions): void
}

/** A test's global object, as far as this package writes on it. */
export interface Slots {
  [hostSlot]?: Host | undefined
  [matchersSlot]?: Matchers | undefined
  [deadlineSlot]?: number | undefined
  [waitingSlot]?: WaitingMatchers | undefined
}
