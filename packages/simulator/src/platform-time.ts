import { ManualClock, SimulatorError, systemClock, type Clock } from '@sim/core'
import type { Settings } from './options.ts'

/** How the platform's time runs: as the machine's, only when it is told to, or so many times as long as usual. */
export type TimeOption = 'real' | 'manual' | { readonly scale: number }

/** A time that has begun to run. */
export interface Limit {
  /** The machine's wall time at which it is over, as processes are to be told it. */
  readonly deadlineMs: number
  /** How much of it is left, in milliseconds of the platform's time; 0 when it is over. */
  readonly leftMs: number
}

/**
 * The time of the platform's limits: function time-out, init, SHUTDOWN, buffering.
 *
 * What is measured is the clock's own: a limit only comes sooner or later. Processes live in the machine's time whatever
 * the option is, and deadlines are told them in it.
 */
export class PlatformTime {
  /** Measures durations and tells the wall time. */
  readonly clock: Clock
  /** How long a second of the platform lasts, in seconds of the clock. */
  readonly scale: number
  /** The platform's time as a clock, for parts that know only clocks. Its wall time is that of `clock`. */
  readonly paced: Clock
  readonly #manual: ManualClock | undefined

  /** A manual clock begins at the machine's wall time. */
  constructor(option: TimeOption) {
    this.scale = typeof option === 'string' ? 1 : option.scale
    this.#manual = option === 'manual' ? new ManualClock(systemClock.now()) : undefined
    this.clock = this.#manual ?? systemClock
    this.paced = {
      now: () => this.clock.now(),
      monotonic: () => this.clock.monotonic() / this.scale,
      after: (ms, callback) => this.after(ms, callback),
    }
  }

  /** Calls back once, when so many milliseconds of the platform's time are over, unless disposed of first. */
  after(ms: number, callback: () => void): Disposable {
    return this.clock.after(this.real(ms), callback)
  }

  /** What so many milliseconds of the platform's time last on the clock. */
  real(ms: number): number {
    return ms * this.scale
  }

  /**
   * The machine's wall time at which so many milliseconds of the platform's time are over, as processes are to be told it:
   * they compare it with their own time. Of a manual time, which nobody can know, it is as if it ran on from now.
   */
  deadline(ms: number): number {
    return systemClock.now() + this.real(ms)
  }

  /** Begins a limit of so many milliseconds. */
  limit(ms: number): Limit {
    const { paced } = this
    const endsAt = paced.monotonic() + ms
    return {
      deadlineMs: this.deadline(ms),
      get leftMs() {
        return Math.max(0, endsAt - paced.monotonic())
      },
    }
  }

  /** Moves a manual time on. Throws `ERR_TIME_NOT_MANUAL` for any other, `ERR_INVALID_OPTIONS` for no duration. */
  advance(ms: number): void {
    if (!(ms >= 0 && Number.isFinite(ms))) {
      throw new SimulatorError(
        'ERR_INVALID_OPTIONS',
        `advance() needs milliseconds from 0 on, found ${ms}`,
      )
    }
    if (this.#manual === undefined) {
      throw new SimulatorError(
        'ERR_TIME_NOT_MANUAL',
        "only a manual time can be moved on: start the simulator with time: 'manual'",
      )
    }
    this.#manual.advance(ms)
  }
}

/** The shortest time that a timer of Node can hold, in milliseconds. */
const shortestMs = 1

/**
 * Throws `ERR_TIME_SCALE` when a limit, scaled, would be shorter than a timer can hold: it would be over before anything
 * can happen.
 */
export function refuseVanishingLimits(settings: Settings): void {
  if (typeof settings.time === 'string') return
  const { scale } = settings.time
  for (const [name, ms] of Object.entries(limitsOf(settings))) {
    if (ms === 0 || ms * scale >= shortestMs) continue
    throw new SimulatorError(
      'ERR_TIME_SCALE',
      `${name} of ${ms} ms at a scale of ${scale} lasts ${ms * scale} ms: at least ${shortestMs} ms must remain, so the scale must be ${shortestMs / ms} or more`,
    )
  }
}

/** Those that must not vanish, by the names of their options. */
function limitsOf(settings: Settings): Readonly<Record<string, number>> {
  const { timeoutMs, initTimeoutMs, restoreTimeoutMs, shutdownTimeoutMs, extensions } = settings
  // The documented budget of external extensions. Without any there is nobody to be told.
  const usualMs = extensions.length > 0 ? 2_000 : 0
  return {
    timeoutMs,
    initTimeoutMs,
    restoreTimeoutMs,
    shutdownTimeoutMs: shutdownTimeoutMs ?? usualMs,
  }
}
