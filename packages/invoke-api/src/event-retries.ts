import { systemClock, type Clock } from '@sim/core'

/** What becomes of an event: it was processed, it failed and is tried again, or it was given up. */
export interface AsyncInvocationEvent {
  readonly type: 'completed' | 'retrying' | 'discarded'
  readonly requestId: string
  /** Counts from 1. */
  readonly attempt: number
}

/** How events are tried again. */
export interface EventRetriesOptions {
  /**
   * Milliseconds before each repetition of an event that failed. Default one minute, then two.
   * Documented: "Asynchronous invocation", error handling.
   */
  readonly retryDelaysMs?: readonly number[] | undefined
  /** How old an event may be, in milliseconds, when it is tried again. Default 6 hours. Documented likewise. */
  readonly maximumAgeMs?: number | undefined
  readonly clock?: Clock | undefined
  /** Hears what became of each event. */
  readonly onEvent?: ((event: AsyncInvocationEvent) => void) | undefined
}

/** Runs a function for an event and resolves with whether it succeeded. Rejects when nobody takes the event any more. */
export type EventAttempt = (attempt: number) => Promise<boolean>

/** Tries events again whose function failed, as Lambda does: under the same request id, later and later, and not for ever. */
export class EventRetries implements Disposable {
  readonly #options: EventRetriesOptions
  readonly #clock: Clock
  readonly #retries = new Set<Disposable>()
  #isStopped = false

  constructor(options: EventRetriesOptions = {}) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
  }

  /** Makes the first attempt in the turn of the call, and the others when it is time. */
  take(requestId: string, run: EventAttempt): void {
    const { maximumAgeMs = 6 * 60 * 60 * 1_000 } = this.#options
    void this.#attempt({ requestId, run, oldAt: this.#clock.monotonic() + maximumAgeMs }, 1)
  }

  /** No event is tried again from now on. */
  [Symbol.dispose](): void {
    this.#isStopped = true
    for (const retry of this.#retries) retry[Symbol.dispose]()
    this.#retries.clear()
  }

  async #attempt(event: TakenEvent, attempt: number): Promise<void> {
    const { requestId, run, oldAt } = event
    const { retryDelaysMs = [60_000, 120_000], onEvent } = this.#options
    const hasSucceeded = await run(attempt).catch(() => 'refused' as const)
    if (hasSucceeded === true) return onEvent?.({ type: 'completed', requestId, attempt })
    const delayMs = hasSucceeded === 'refused' ? undefined : retryDelaysMs[attempt - 1]
    const isOver =
      delayMs === undefined || this.#isStopped || this.#clock.monotonic() + delayMs > oldAt
    if (isOver) return onEvent?.({ type: 'discarded', requestId, attempt })
    const retry = this.#clock.after(delayMs, () => {
      this.#retries.delete(retry)
      void this.#attempt(event, attempt + 1)
    })
    this.#retries.add(retry)
    onEvent?.({ type: 'retrying', requestId, attempt })
  }
}

interface TakenEvent {
  readonly requestId: string
  readonly run: EventAttempt
  /** When it is too old, in the clock's monotonic milliseconds. */
  readonly oldAt: number
}
