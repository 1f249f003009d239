import { setImmediate } from 'node:timers'

/** How many messages are handed out before timers and sockets get their turn. */
const mostInOneTurn = 128

/** Keeps tasks that only talk to each other from starving timers and input: microtasks alone never let them in. */
export class Turns {
  #left = mostInOneTurn
  #waiting: (() => void)[] = []
  #isNextPlanned = false

  /** Whether one more may be handed out in this turn; counts it. */
  take(): boolean {
    if (this.#left === 0) return false
    this.#left -= 1
    return true
  }

  /** Calls back in the next turn, when there is something to take again. */
  onNext(callback: () => void): void {
    this.#waiting.push(callback)
    if (this.#isNextPlanned) return
    this.#isNextPlanned = true
    setImmediate(() => this.#begin())
  }

  #begin(): void {
    this.#isNextPlanned = false
    this.#left = mostInOneTurn
    const waiting = this.#waiting
    this.#waiting = []
    for (const callback of waiting) callback()
  }
}
