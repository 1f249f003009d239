import { randomOf } from '../rounds/random.ts'

/** Choices that are the same for the same seed. */
export class Dice {
  readonly #next: () => number

  constructor(seed: number) {
    this.#next = randomOf(seed)
  }

  /** From 0 to 1. */
  fraction(): number {
    return this.#next()
  }

  chance(probability: number): boolean {
    return this.#next() < probability
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.#next() * (most - least + 1))
  }

  pick<T>(all: readonly T[]): T {
    return all[Math.floor(this.#next() * all.length)] as T
  }

  /** The first one with this probability, else any of all. */
  mostly<T, U>(usual: T, probability: number, all: readonly U[]): T | U {
    return this.chance(probability) ? usual : this.pick(all)
  }

  times<T>(least: number, most: number, make: () => T): T[] {
    return Array.from({ length: this.between(least, most) }, make)
  }
}
