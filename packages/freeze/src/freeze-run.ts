import { Cell, waitFor, type Clock, type WaitLimits } from '@sim/core'
import { FreezeError } from './freeze-error.ts'
import type { Stopping } from './freezer.ts'

/**
 * The longest time between two looks that counts, in milliseconds. If more has passed it was this process that got
 * no processor, sat at a breakpoint or slept with the machine: those who are to stop may have had no chance either.
 */
const longestGapMs = 50

type RunOutcome = 'frozen' | 'superseded' | FreezeError

/** One endeavour to see everything stopped, within its time. Several callers may wait for it. */
export class FreezeRun {
  /** The epoch at which it began. */
  readonly epoch: number
  readonly trees: Stopping
  readonly #clock: Clock
  readonly #stopTimeoutMs: number
  readonly #startedAt: number
  readonly #outcome = new Cell<RunOutcome | undefined>(undefined)
  #lookedAt: number
  #leftMs: number
  #callers = 0

  constructor(epoch: number, trees: Stopping, clock: Clock, stopTimeoutMs: number) {
    this.epoch = epoch
    this.trees = trees
    this.#clock = clock
    this.#stopTimeoutMs = stopTimeoutMs
    this.#startedAt = clock.monotonic()
    this.#lookedAt = this.#startedAt
    this.#leftMs = stopTimeoutMs
  }

  /** Milliseconds since it began. */
  get ms(): number {
    return this.#clock.monotonic() - this.#startedAt
  }

  /** Whether anybody waits for its outcome. */
  get isAwaited(): boolean {
    return this.#callers > 0
  }

  /** Gives the whole time to what was just registered. */
  extend(): void {
    this.#leftMs = this.#stopTimeoutMs
  }

  /** One synchronous look: how the run is to end, or `undefined` while it goes on. */
  look(): 'stopped' | FreezeError | undefined {
    const now = this.#clock.monotonic()
    this.#leftMs -= Math.min(now - this.#lookedAt, longestGapMs)
    this.#lookedAt = now
    const isStopped = this.trees.advance()
    const failures = this.trees.takeFailures()
    if (failures.length > 0) return FreezeError.combine(failures)
    if (isStopped) return 'stopped'
    if (this.#leftMs > 0) return undefined
    return FreezeError.combine(this.trees.notStopped(this.#stopTimeoutMs))
  }

  /** Whom it stopped, as events tell it. */
  report(): { epoch: number; pids: readonly number[]; ms: number; verified: true } {
    const pids = this.trees.takeJustStopped().map(({ pid }) => pid)
    return { epoch: this.epoch, pids, ms: this.ms, verified: true }
  }

  /** Tells everyone who waits. */
  end(outcome: RunOutcome): void {
    this.#outcome.set(outcome)
  }

  /** How it ended, for one caller. Rejects with its failure, or when the caller's own limits end first. */
  async outcome(limits: WaitLimits): Promise<'frozen' | 'superseded'> {
    this.#callers += 1
    try {
      const outcome = await waitFor(this.#outcome, (now) => now !== undefined, {
        what: 'every thread to be stopped',
        timeoutMs: limits.timeoutMs ?? Infinity,
        signal: limits.signal,
        clock: this.#clock,
        describe: () => this.trees.describePending(),
      })
      if (typeof outcome === 'string') return outcome
      throw outcome
    } finally {
      this.#callers -= 1
    }
  }
}
