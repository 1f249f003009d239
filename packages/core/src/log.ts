import { Listeners } from './listeners.ts'
import type { Watchable } from './wait-for.ts'

/** How many entries a log keeps when nothing else was said. */
export const defaultLogLimit = 10_000

/**
 * A history: what happened, oldest first.
 *
 * It keeps the newest `limit` entries, so a long run stays flat in memory. As a `Watchable` its value is
 * its newest entry; `entries()` is a copy of all that it still holds.
 */
export class Log<T> implements Watchable<T | undefined> {
  #entries: T[] = []
  #first = 0
  #appended = 0
  readonly #limit: number
  readonly #listeners = new Listeners<T | undefined>()

  /** `limit`: how many entries to keep; default 10 000, `Infinity` keeps all. */
  constructor(limit = defaultLogLimit) {
    this.#limit = limit
  }

  /** The newest entry, or `undefined` while there is none. */
  get current(): T | undefined {
    return this.#entries.at(-1)
  }

  /** How many were ever appended, forgotten ones included. */
  get appended(): number {
    return this.#appended
  }

  /** How many are still held. */
  get size(): number {
    return this.#entries.length - this.#first
  }

  append(entry: T): void {
    this.#entries.push(entry)
    this.#appended += 1
    if (this.size > this.#limit) this.#forgetOldest()
    this.#listeners.call(entry)
  }

  /** A copy of what is still held, oldest first. */
  entries(): T[] {
    return this.#entries.slice(this.#first)
  }

  /** Forgets everything. What is appended later is numbered on. */
  clear(): void {
    this.#entries = []
    this.#first = 0
  }

  /** Calls back with each new entry. */
  subscribe(listener: (entry: T | undefined) => void): Disposable {
    return this.#listeners.add(listener)
  }

  // Half of the array may be forgotten entries before it is copied: appending stays cheap.
  #forgetOldest(): void {
    this.#entries[this.#first] = undefined as T
    this.#first += 1
    if (this.#first > this.#limit) {
      this.#entries = this.#entries.slice(this.#first)
      this.#first = 0
    }
  }
}
