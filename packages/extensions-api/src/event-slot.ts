import { HangUpError } from '@sim/protocol'
import type { NextEvent } from './events.ts'

/** An event on its way to one extension. */
export interface Delivery {
  readonly event: NextEvent
  /** The extension has had the event and asked for its next one. */
  readonly handled: () => void
}

/** Whose slot it is: it judges, and it hears of what happens. */
export interface SlotOwner {
  /** Why the open poll cannot be answered with an event, if it cannot. */
  readonly refusal: () => Error | undefined
  readonly onHanded: (event: NextEvent) => void
  /** The client went away. Says whether the event that did not reach it may wait for another poll. */
  readonly onAbandoned: (event?: NextEvent) => boolean
}

interface Poll {
  readonly answer: PromiseWithResolvers<NextEvent>
  readonly signal: AbortSignal
  readonly onGone: () => void
}

/** How events reach one extension: at most one open poll, and all that waits for the next. */
export class EventSlot {
  readonly #owner: SlotOwner
  #poll: Poll | undefined
  #inHand: (Delivery & { readonly poll: Poll }) | undefined
  #waiting: Delivery[] = []

  constructor(owner: SlotOwner) {
    this.#owner = owner
  }

  get isPolled(): boolean {
    return this.#poll !== undefined
  }

  /**
   * A poll arrives. What was handed before counts as handled from now on.
   *
   * `onArrival` is called before that, and before the poll is answered. A poll whose client went away is no
   * longer there: another one may take its place.
   */
  poll(signal: AbortSignal, onArrival: () => void): Promise<NextEvent> {
    const poll: Poll = {
      answer: Promise.withResolvers(),
      signal,
      onGone: () => this.#abandon(poll),
    }
    const handled = this.#inHand
    this.#inHand = undefined
    letGo(handled?.poll)
    this.#poll = poll
    signal.addEventListener('abort', poll.onGone, { once: true })
    onArrival()
    handled?.handled()
    if (signal.aborted) this.#abandon(poll)
    this.#hand()
    return poll.answer.promise
  }

  /** Gives an event: at once to an open poll, else to the next one. */
  deliver(delivery: Delivery): void {
    this.#waiting.push(delivery)
    this.#hand()
  }

  /** What was not handed yet, will never be handed. */
  withdraw(): void {
    this.#waiting = []
    letGo(this.#inHand?.poll)
  }

  /** Nobody gets an answer any more. */
  hangUp(reason: string): void {
    this.withdraw()
    letGo(this.#poll)
    this.#poll?.answer.reject(new HangUpError(reason))
    this.#poll = undefined
  }

  #hand(): void {
    const poll = this.#poll
    const delivery = poll && this.#waiting.shift()
    if (poll === undefined || delivery === undefined) return
    this.#poll = undefined
    const refusal = this.#owner.refusal()
    if (refusal !== undefined) {
      letGo(poll)
      poll.answer.reject(refusal)
      return
    }
    this.#inHand = { ...delivery, poll }
    this.#owner.onHanded(delivery.event)
    poll.answer.resolve(delivery.event)
  }

  #abandon(poll: Poll): void {
    const inHand = this.#inHand
    if (this.#poll === poll) {
      this.#poll = undefined
      this.#owner.onAbandoned()
      poll.answer.reject(new HangUpError('the extension went away while it polled'))
    } else if (inHand?.poll === poll) {
      this.#inHand = undefined
      if (this.#owner.onAbandoned(inHand.event)) this.#waiting.unshift(inHand)
    }
  }
}

// The poll has had its answer, for good.
function letGo(poll: Poll | undefined): void {
  poll?.signal.removeEventListener('abort', poll.onGone)
}
