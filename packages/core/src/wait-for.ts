import { systemClock, type Clock } from './clock.ts'
import { onAbort } from './on-abort.ts'
import { Seen } from './seen.ts'
import { SimulatorError } from './simulator-error.ts'

/** Something whose present value can be read, and whose changes can be followed. */
export interface Watchable<T> {
  readonly current: T
  /** Calls back after each change, in the same turn, until disposed of. */
  subscribe(listener: (value: T) => void): Disposable
}

/** How long a wait lasts at the most when nothing else was said, in milliseconds. */
export const defaultWaitMs = 5_000

/** When a wait ends without what it waited for. Every wait takes these. */
export interface WaitLimits {
  /** Milliseconds until the wait gives up. Default 5000; `Infinity` never gives up. */
  readonly timeoutMs?: number | undefined
  /** Ends the wait early; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** What a wait says of itself when it fails, and when that is. */
export interface WaitOptions<T = unknown> extends WaitLimits {
  /** What is awaited, as it should read in the failure: `waited 500 ms for ${what}`. */
  readonly what: string
  /** How what was seen should read in the failure. Default: `util.inspect`, shortened. */
  readonly describe?: ((value: T) => string) | undefined
  /** Where its time comes from. Default `systemClock`. */
  readonly clock?: Clock | undefined
}

/** A wait gave up. `code` is `ERR_WAIT_TIMEOUT`. */
export class WaitTimeoutError extends SimulatorError<'ERR_WAIT_TIMEOUT'> {
  /** What was awaited. */
  readonly what: string
  readonly timeoutMs: number
  /** The last values seen while waiting, oldest first; at most 100. */
  readonly seen: readonly unknown[]

  constructor(what: string, timeoutMs: number, seen: readonly unknown[], last: string) {
    super('ERR_WAIT_TIMEOUT', `waited ${timeoutMs} ms for ${what}; last saw ${last}`)
    this.what = what
    this.timeoutMs = timeoutMs
    this.seen = seen
  }
}

/**
 * Resolves with the first value that satisfies the predicate, which may be the present one.
 *
 * The present value is judged and the subscription is made in one synchronous turn, so no change
 * can slip between them. A predicate that throws rejects the wait. Rejects with `WaitTimeoutError`
 * when the time is over, and with the signal's reason when it aborts.
 */
export function waitFor<T, S extends T>(
  source: Watchable<T>,
  isDone: (value: T) => value is S,
  options: WaitOptions<T>,
): Promise<S>
export function waitFor<T>(
  source: Watchable<T>,
  isDone: (value: T) => boolean,
  options: WaitOptions<T>,
): Promise<T>
export async function waitFor<T>(
  source: Watchable<T>,
  isDone: (value: T) => boolean,
  options: WaitOptions<T>,
): Promise<T> {
  const { what, timeoutMs = defaultWaitMs, signal, clock = systemClock } = options
  signal?.throwIfAborted()
  const { current } = source
  if (isDone(current)) return current

  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const seen = new Seen<T>(options.describe)
  seen.add(current)
  using _subscription = source.subscribe((value) => {
    seen.add(value)
    try {
      if (isDone(value)) resolve(value)
    } catch (error) {
      reject(error)
    }
  })
  using _timer = clock.after(timeoutMs, () =>
    reject(new WaitTimeoutError(what, timeoutMs, seen.values, seen.last)),
  )
  using _abort = onAbort(signal, () => reject(signal?.reason as Error))
  return await promise
}
