import { Listeners } from './listeners.ts'
import type { Watchable } from './wait-for.ts'

/** One value that changes over time. Its owner sets it; everyone else reads and follows it. */
export class Cell<T> implements Watchable<T> {
  #current: T
  readonly #listeners = new Listeners<T>()

  constructor(initial: T) {
    this.#current = initial
  }

  get current(): T {
    return this.#current
  }

  /** Changes the value and tells everyone; setting the same value again tells no one. */
  set(value: T): void {
    if (Object.is(value, this.#current)) return
    this.#current = value
    this.#listeners.call(value)
  }

  subscribe(listener: (value: T) => void): Disposable {
    return this.#listeners.add(listener)
  }
}
