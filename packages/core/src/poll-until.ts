import { systemClock, type Clock } from './clock.ts'
import { onAbort } from './on-abort.ts'
import { Seen } from './seen.ts'
import { defaultWaitMs, WaitTimeoutError, type WaitOptions } from './wait-for.ts'

/** Milliseconds between two looks; the last one repeats. */
const intervals = [10, 25, 50, 100] as const

/** A look that begins when the wait is nearly over still has so many milliseconds. */
const lastLookMs = 100

/**
 * Looks again and again until a fact outside this process holds: a kernel state, a port.
 *
 * Whatever happens inside this process has a `Watchable`; use `waitFor` there. Resolves with the value
 * that satisfied the predicate. Rejects with `WaitTimeoutError`, also when a look does not come back, and
 * with the signal's reason. A look or a predicate that throws rejects the wait.
 */
export async function pollUntil<T>(
  look: () => T | Promise<T>,
  isDone: (value: T) => boolean,
  options: WaitOptions<T>,
): Promise<T> {
  const { what, timeoutMs = defaultWaitMs, signal, clock = systemClock } = options
  const deadline = clock.monotonic() + timeoutMs
  const seen = new Seen<T>(options.describe)
  const timeout = () => new WaitTimeoutError(what, timeoutMs, seen.values, seen.last)
  for (let turn = 0; ; turn += 1) {
    signal?.throwIfAborted()
    const lookMs = Math.max(deadline - clock.monotonic(), lastLookMs)
    const value = await within(look, { clock, signal, timeoutMs: lookMs, timeout })
    if (isDone(value)) return value
    seen.add(value)
    const left = deadline - clock.monotonic()
    if (left <= 0) throw timeout()
    await pause(Math.min(intervals[turn] ?? intervals[3], left), clock, signal)
  }
}

interface LookLimits {
  readonly clock: Clock
  readonly signal: AbortSignal | undefined
  readonly timeoutMs: number
  readonly timeout: () => Error
}

/** What a look finds, unless it takes too long or the signal aborts. */
async function within<T>(look: () => T | Promise<T>, limits: LookLimits): Promise<T> {
  const { clock, signal, timeoutMs, timeout } = limits
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  Promise.resolve(look()).then(resolve, reject)
  using _timer = clock.after(timeoutMs, () => reject(timeout()))
  using _abort = onAbort(signal, () => reject(signal?.reason as Error))
  return await promise
}

async function pause(ms: number, clock: Clock, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  using _timer = clock.after(ms, resolve)
  using _abort = onAbort(signal, resolve)
  await promise
}
