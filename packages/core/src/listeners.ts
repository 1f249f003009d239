type Listener<T> = (value: T) => void

/**
 * Who wants to hear of something.
 *
 * Everyone hears every value once, in the order of the calls, before the outermost call returns: a value
 * that a listener causes comes after the one that it was told. A listener hears only of calls made while
 * it is subscribed. One that throws stops nobody; its error surfaces as an unhandled rejection.
 */
export class Listeners<T> {
  #all: readonly Listener<T>[] = []
  #calling = false
  readonly #later: (readonly [T, readonly Listener<T>[]])[] = []

  add(listener: Listener<T>): Disposable {
    let active = true
    const entry = (value: T) => {
      if (active) listener(value)
    }
    this.#all = [...this.#all, entry]
    return {
      [Symbol.dispose]: () => {
        active = false
        this.#all = this.#all.filter((other) => other !== entry)
      },
    }
  }

  call(value: T): void {
    if (this.#calling) {
      this.#later.push([value, this.#all])
      return
    }
    this.#calling = true
    tell(this.#all, value)
    for (let next = this.#later.shift(); next !== undefined; next = this.#later.shift()) {
      tell(next[1], next[0])
    }
    this.#calling = false
  }
}

function tell<T>(listeners: readonly Listener<T>[], value: T): void {
  for (const listener of listeners) {
    try {
      listener(value)
    } catch (error) {
      // Whoever changes a value must not fail for someone who only watches it.
      void Promise.reject(error)
    }
  }
}
