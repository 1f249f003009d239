/** First in, first out; taking is cheap however long it is. */
export class Queue<T> {
  #incoming: T[] = []
  #outgoing: T[] = []

  get size(): number {
    return this.#incoming.length + this.#outgoing.length
  }

  push(item: T): void {
    this.#incoming.push(item)
  }

  take(): T | undefined {
    if (this.#outgoing.length === 0) {
      this.#outgoing = this.#incoming.reverse()
      this.#incoming = []
    }
    return this.#outgoing.pop()
  }
}
