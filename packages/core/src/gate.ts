import { SimulatorError } from './simulator-error.ts'

/** A count-down latch: it opens when everyone who was expected has arrived. */
export class Gate {
  readonly #opening = Promise.withResolvers<void>()
  #missing: number
  #state: 'closed' | 'open' | 'cancelled' = 'closed'

  /** `expected`: how many must arrive. A gate that expects nobody is open at once. */
  constructor(expected: number) {
    this.#missing = expected
    // It may be cancelled while nobody waits.
    this.#opening.promise.catch(() => undefined)
    if (expected === 0) this.#open()
  }

  /** Resolves when the gate opens, rejects with the reason if it is cancelled first. */
  get opened(): Promise<void> {
    return this.#opening.promise
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  /** How many have not arrived yet. */
  get missing(): number {
    return this.#missing
  }

  /** Throws `ERR_GATE_OVERRUN` when more arrive than were expected. */
  arrive(): void {
    if (this.#missing === 0) {
      throw new SimulatorError('ERR_GATE_OVERRUN', 'one more arrived than the gate expected')
    }
    this.#missing -= 1
    if (this.#missing === 0) this.#open()
  }

  /** Wakes everyone who waits, with one reason. An open gate stays open. */
  cancel(reason: Error): void {
    if (this.#state !== 'closed') return
    this.#state = 'cancelled'
    this.#opening.reject(reason)
  }

  #open(): void {
    if (this.#state !== 'closed') return
    this.#state = 'open'
    this.#opening.resolve()
  }
}
