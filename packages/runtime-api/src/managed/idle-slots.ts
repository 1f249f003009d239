import { HangUpError, internalServerError, RefusalError } from '@sim/protocol'
import type { RuntimeInvocation } from '../invocation.ts'

/** How many calls of `next` may be open. Core: `rapid/sandbox.go`; one more is answered with 500. */
export const maxIdleSlots = 10_000

/** A worker of the runtime that waits for an event. */
export interface IdleSlot {
  readonly answer: PromiseWithResolvers<RuntimeInvocation>
  /** Aborts when its client went away before the event was written. */
  readonly signal: AbortSignal
}

/**
 * The workers that wait for an event, in the order of their calls.
 *
 * A worker whose client went away is no longer there. Chosen: the core keeps it, and fails the invocation that it hands
 * to nobody.
 */
export class IdleSlots {
  readonly #slots = new Set<IdleSlot>()
  readonly #withdrawals = new WeakMap<IdleSlot, () => void>()

  get size(): number {
    return this.#slots.size
  }

  /** A worker has become idle; resolves with its event. Refuses with 500 when there are too many. */
  add(signal: AbortSignal): Promise<RuntimeInvocation> {
    if (this.#slots.size >= maxIdleSlots) throw new RefusalError(internalServerError)
    const slot: IdleSlot = { answer: Promise.withResolvers(), signal }
    const withdraw = () => {
      this.#slots.delete(slot)
      slot.answer.reject(new HangUpError('the worker went away while it was idle'))
    }
    this.#slots.add(slot)
    if (signal.aborted) withdraw()
    else signal.addEventListener('abort', withdraw, { once: true })
    this.#withdrawals.set(slot, withdraw)
    return slot.answer.promise
  }

  /** The one that has waited longest, which is idle no more. */
  take(): IdleSlot | undefined {
    const [slot] = this.#slots
    if (slot !== undefined) this.#remove(slot)
    return slot
  }

  /** None of them will get an event. */
  rejectAll(reason: Error): void {
    for (const slot of this.#slots) {
      this.#remove(slot)
      slot.answer.reject(reason)
    }
  }

  #remove(slot: IdleSlot): void {
    this.#slots.delete(slot)
    const withdraw = this.#withdrawals.get(slot)
    if (withdraw !== undefined) slot.signal.removeEventListener('abort', withdraw)
  }
}
