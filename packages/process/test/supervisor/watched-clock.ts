import { Log, ManualClock, waitFor } from '@sim/core'

/** A clock that is moved by hand, and can be waited for until somebody asks it for something. */
export class WatchedClock extends ManualClock {
  readonly #asked = new Log<number>()
  readonly #waiting = new Set<{ readonly ms: number }>()

  /** After how many milliseconds somebody is still to be called. */
  get waiting(): number[] {
    return [...this.#waiting].map(({ ms }) => ms)
  }

  override after(ms: number, callback: () => void): Disposable {
    const call = { ms }
    const alarm = super.after(ms, () => {
      this.#waiting.delete(call)
      callback()
    })
    this.#waiting.add(call)
    this.#asked.append(ms)
    return {
      [Symbol.dispose]: () => {
        this.#waiting.delete(call)
        alarm[Symbol.dispose]()
      },
    }
  }

  /** Resolves when somebody has asked to be called after so many milliseconds, since the last such wait. */
  async asked(ms: number): Promise<void> {
    const what = `somebody to ask for ${ms} ms`
    await waitFor(this.#asked, () => this.#asked.entries().includes(ms), {
      what,
      timeoutMs: 15_000,
    })
    this.#asked.clear()
  }
}
