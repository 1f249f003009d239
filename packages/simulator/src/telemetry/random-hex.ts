import { randomFillSync } from 'node:crypto'

/** Bytes to draw at once: a system call for each id would show in every invocation. */
const pooledBytes = 4_096

/** Random hex digits, drawn from the system in large portions. */
export class RandomHex {
  readonly #pool = Buffer.alloc(pooledBytes)
  #used = pooledBytes

  /** So many digits, an even number of at most 128. */
  digits(count: number): string {
    const bytes = count / 2
    if (this.#used + bytes > pooledBytes) {
      randomFillSync(this.#pool)
      this.#used = 0
    }
    const from = this.#used
    this.#used += bytes
    return this.#pool.toString('hex', from, this.#used)
  }
}
