import { Cell } from '@sim/core'

/**
 * Tells what happened, in the order in which it happened.
 *
 * What one call puts in belongs together: what a listener causes is told after all of it. A listener that
 * throws stops nobody; its error surfaces as an unhandled rejection.
 */
export class Outbox<T extends object> {
  readonly #told = new Cell<T | undefined>(undefined)
  readonly #waiting: T[] = []

  put(happened: readonly T[]): void {
    this.#waiting.push(...happened)
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      this.#told.set(next)
    }
  }

  subscribe(listener: (happened: T) => void): Disposable {
    return this.#told.subscribe((happened) => listener(happened as T))
  }
}
