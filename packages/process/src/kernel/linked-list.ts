/** A value's place in a list, by which it is taken out again. */
export interface ListEntry<T> {
  readonly value: T
  next: ListEntry<T> | undefined
  previous: ListEntry<T> | undefined
}

/** A queue from whose middle something may be taken at no cost. */
export class LinkedList<T> {
  #first: ListEntry<T> | undefined
  #last: ListEntry<T> | undefined
  #size = 0

  get size(): number {
    return this.#size
  }

  get first(): ListEntry<T> | undefined {
    return this.#first
  }

  push(value: T): ListEntry<T> {
    const entry: ListEntry<T> = { value, next: undefined, previous: this.#last }
    if (this.#last === undefined) this.#first = entry
    else this.#last.next = entry
    this.#last = entry
    this.#size += 1
    return entry
  }

  /** Takes out an entry of this list, which must not have been taken out before. */
  remove(entry: ListEntry<T>): void {
    const { next, previous } = entry
    if (previous === undefined) this.#first = next
    else previous.next = next
    if (next === undefined) this.#last = previous
    else next.previous = previous
    this.#size -= 1
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let entry = this.#first; entry !== undefined; entry = entry.next) yield entry.value
  }
}
