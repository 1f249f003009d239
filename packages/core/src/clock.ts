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

/**
 * The machine's own time.
 *
 * It imports its timers and reads `node:perf_hooks`, neither of which fake timers replace: a test
 * that calls `jest.useFakeTimers()` does not stop the platform's time.
 */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  monotonic: () => performance.now(),
  after(ms, callback) {
    if (ms === Infinity) return { [Symbol.dispose]: () => undefined }
    const timer = setTimeout(callback, Math.min(Math.max(ms, 0), longestTimerMs))
    return { [Symbol.dispose]: () => clearTimeout(timer) }
  },
}
