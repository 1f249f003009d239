/** Who wants to hear of something. A listener that was added while calling is called next time. */
export class Listeners<T> {
  #all: readonly ((value: T) => void)[] = []

  add(listener: (value: T) => void): Disposable {
    const entry = (value: T) => listener(value)
    this.#all = [...this.#all, entry]
    return {
      [Symbol.dispose]: () => {
        this.#all = this.#all.filter((other) => other !== entry)
      },
    }
  }

  call(value: T): void {
    for (const listener of this.#all) listener(value)
  }
}
