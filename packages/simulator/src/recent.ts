/** The newest few of something, by id. */
export class Recent<T> {
  readonly #limit: number
  readonly #items = new Map<string, T>()

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Forgets the oldest for which `mayGo` holds, when there are more than the limit. */
  set(id: string, item: T, mayGo: (item: T) => boolean): void {
    this.#items.set(id, item)
    if (this.#items.size <= this.#limit) return
    for (const [oldId, old] of this.#items) {
      if (this.#items.size <= this.#limit || !mayGo(old)) return
      this.#items.delete(oldId)
    }
  }

  get(id: string): T | undefined {
    return this.#items.get(id)
  }

  has(id: string): boolean {
    return this.#items.has(id)
  }

  /** Oldest first. */
  all(): T[] {
    return [...this.#items.values()]
  }
}
