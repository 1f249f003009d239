import type { PlatformTime } from '../platform-time.ts'

/** How fast a response may go to a caller who takes it as it comes. */
export interface BandwidthLimits {
  /** Bytes a second. */
  readonly rate: number
  /** How many bytes may go at once, before the rate holds. */
  readonly burst: number
}

/** How often the bucket is filled. Core: `core/bandwidthlimiter/throttler.go`. */
const refillMs = 125

/**
 * A bucket of bytes: full at first, emptied by what goes through, and filled at its rate, eight times a second.
 *
 * Documented: "Response streaming", bandwidth limits. Core: `core/bandwidthlimiter`.
 */
export class Bandwidth implements Disposable {
  readonly #time: PlatformTime
  readonly #limits: BandwidthLimits
  #bytes: number
  #filledAt: number
  #wait: { readonly timer: Disposable; readonly over: () => void } | undefined
  #isOver = false

  constructor(time: PlatformTime, limits: BandwidthLimits) {
    this.#time = time
    this.#limits = limits
    this.#bytes = limits.burst
    this.#filledAt = time.clock.monotonic()
  }

  /** Resolves with how many of so many bytes may go now: all of them once it is disposed of. */
  async take(wanted: number): Promise<number> {
    this.#refill()
    while (this.#bytes < 1 && !this.#isOver) await this.#nextRefill()
    if (this.#isOver) return wanted
    const taken = Math.min(wanted, Math.floor(this.#bytes))
    this.#bytes -= taken
    return taken
  }

  /** Nobody has to wait any more. */
  [Symbol.dispose](): void {
    this.#isOver = true
    this.#wait?.timer[Symbol.dispose]()
    this.#wait?.over()
  }

  #refill(): void {
    const intervalMs = this.#time.real(refillMs)
    const times = Math.floor((this.#time.clock.monotonic() - this.#filledAt) / intervalMs)
    this.#filledAt += times * intervalMs
    const { rate, burst } = this.#limits
    this.#bytes = Math.min(burst, this.#bytes + (times * rate * refillMs) / 1_000)
  }

  async #nextRefill(): Promise<void> {
    const { clock } = this.#time
    const dueAt = this.#filledAt + this.#time.real(refillMs)
    const refilled = Promise.withResolvers<void>()
    const timer = clock.after(dueAt - clock.monotonic(), refilled.resolve)
    this.#wait = { timer, over: refilled.resolve }
    await refilled.promise
    this.#refill()
  }
}
