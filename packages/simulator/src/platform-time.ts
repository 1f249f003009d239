import { ManualClock, SimulatorError, systemClock, type Clock } from '@sim/core'
import type { Settings } from './options.ts'

/** How the platform's time runs: as the machine's, only when it is told to, or so many times as long as usual. */
export type TimeOption = 'real' | 'manual' | { readonly scale: number }

/**
 * The time of the platform's limits: function time-out, init, SHUTDOWN, buffering.
 *
 * What is measured, and what the processes see of the time, is the clock's own: a limit only comes sooner or later. So real
 * processes work under it, and a deadline that they are told is the one that they have.
 */
export class PlatformTime {
  /** Measures durations and tells the wall time. */
  readonly clock: Clock
  /** How long a second of the platform lasts, in seconds of the clock. */
  readonly scale: number
  /** `clock`, with timers that are scaled. For parts that know no platform time. */
  readonly paced: Clock
  readonly #manual: ManualClock | undefined

  /** A manual clock begins now, so that the deadlines that processes are told lie ahead of them. */
  constructor(option: TimeOption) {
    this.scale = typeof option === 'string' ? 1 : option.scale
    this.#manual = option === 'manual' ? new ManualClock(systemClock.now()) : undefined
    this.clock = this.#manual ?? systemClock
    this.paced = {
      now: () => this.clock.now(),
      monotonic: () => this.clock.monotonic(),
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

  /** The wall time at which so many milliseconds of the platform's time are over. */
  deadline(ms: number): number {
    return this.clock.now() + this.real(ms)
  }

  /** How long it is until a deadline, in milliseconds of the clock; 0 if it is over. */
  leftUntil(deadline: number): number {
    return Math.max(0, deadline - this.clock.now())
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

/** The limits that must not vanish, by the name of their option. */
const limits = ['timeoutMs', 'initTimeoutMs', 'shutdownTimeoutMs', 'restoreTimeoutMs'] as const

/** The shortest time that a timer of Node can hold, in milliseconds. */
const shortestMs = 1

/**
 * Throws `ERR_TIME_SCALE` when a limit, scaled, would be shorter than a timer can hold: it would be over before anything
 * can happen.
 */
export function refuseVanishingLimits(settings: Settings): void {
  if (typeof settings.time === 'string') return
  const { scale } = settings.time
  for (const name of limits) {
    const ms = settings[name]
    if (ms === undefined || ms === 0 || ms * scale >= shortestMs) continue
    throw new SimulatorError(
      'ERR_TIME_SCALE',
      `${name} of ${ms} ms at a scale of ${scale} lasts ${ms * scale} ms: at least ${shortestMs} ms must remain, so the scale must be ${shortestMs / ms} or more`,
    )
  }
}
