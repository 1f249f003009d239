/** A queue that takes the same time for each of a million entries. */
export class Fifo {
  #first
  #last

  get isEmpty() {
    return this.#first === undefined
  }

  push(value) {
    const entry = { value, next: undefined }
    if (this.#last === undefined) this.#first = entry
    else this.#last.next = entry
    this.#last = entry
  }

  /** Puts a value before all others. */
  unshift(value) {
    this.#first = { value, next: this.#first }
    this.#last ??= this.#first
  }

  shift() {
    const entry = this.#first
    this.#first = entry?.next
    if (this.#first === undefined) this.#last = undefined
    return entry?.value
  }
}
