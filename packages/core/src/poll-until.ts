import { systemClock } from './clock.ts'
import { defaultWaitMs, WaitTimeoutError, type WaitOptions } from './wait-for.ts'
import { inspect } from 'node:util'

/** Milliseconds between two looks; the last one repeats. */
const intervals = [10, 25, 50, 100] as const

/**
 * Looks again and again until a fact outside this process holds: a kernel state, a port.
 *
 * Whatever happens inside this process has a `Watchable`; use `waitFor` there. Resolves with the value
 * that satisfied the predicate. Rejects with `WaitTimeoutError`, or with the signal's reason.
 */
export async function pollUntil<T>(
  look: () => T | Promise<T>,
  isDone: (value: T) => boolean,
  options: WaitOptions<T>,
): Promise<T> {
  const { what, timeoutMs = defaultWaitMs, signal, clock = systemClock } = options
  const deadline = clock.monotonic() + timeoutMs
  const seen: T[] = []
  for (let turn = 0; ; turn += 1) {
    signal?.throwIfAborted()
    const value = await look()
    if (isDone(value)) return value
    seen.push(value)
    if (seen.length > 100) seen.shift()
    const left = deadline - clock.monotonic()
    if (left <= 0) {
      throw new WaitTimeoutError(what, timeoutMs, seen, (options.describe ?? inspect)(value))
    }
    const pause = Math.min(intervals[Math.min(turn, intervals.length - 1)] as number, left)
    const { promise, resolve } = Promise.withResolvers<void>()
    using _timer = clock.after(pause, resolve)
    signal?.addEventListener('abort', () => resolve(), { once: true })
    await promise
  }
}
