import { performance } from 'node:perf_hooks'
import { clearTimeout, setTimeout } from 'node:timers'

/** Where the time comes from, so that a test can bring its own. */
export interface Clock {
  /** Wall time in milliseconds since 1970, with a fraction. For deadlines and time stamps. */
  now(): number
  /** Milliseconds since some fixed moment, never going back. For durations. */
  monotonic(): number
  /** Calls back once, after so many milliseconds, unless disposed of first. */
  after(ms: number, callback: () => void): Disposable
}

/** The longest delay that a Node timer takes; a longer one would fire at once. */
const longestTimerMs = 2 ** 31 - 1

/** A timer library that replaced `Date` before this module was loaded is seen through. */
const wallNow = String(Date.now).endsWith('{ [native code] }') ? Date.now : undefined

/** How far the two sources may be apart, in milliseconds, before the coarse one is believed. */
const mostDriftMs = 100

/**
 * Wall time with a fraction, counted from the start of the process.
 *
 * That count stands still while the machine sleeps and misses every setting of the clock. Child processes
 * see neither, and compare our deadlines with their own time: then it is the whole milliseconds of `Date`.
 */
function now(): number {
  const counted = performance.timeOrigin + performance.now()
  const wall = wallNow?.() ?? counted
  return Math.abs(wall - counted) <= mostDriftMs ? counted : wall
}

/**
 * The machine's own time.
 *
 * It imports its timers and its clocks, which fake timers do not replace: a test that calls
 * `jest.useFakeTimers()` does not stop the platform's time.
 */
export const systemClock: Clock = {
  now,
  monotonic: () => performance.now(),
  after(ms, callback) {
    if (ms === Infinity) return { [Symbol.dispose]: () => undefined }
    const timer = setTimeout(callback, Math.min(Math.max(ms, 0), longestTimerMs))
    return { [Symbol.dispose]: () => clearTimeout(timer) }
  },
}
