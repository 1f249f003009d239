import { onAbort } from '@sim/core'
import { HangUpError } from '@sim/protocol'

/** Long polls of one endpoint that wait for their answer, the oldest first. */
export class Polls<T> {
  readonly #waiting = new Set<PromiseWithResolvers<T>>()

  /** Nobody waits. */
  get isEmpty(): boolean {
    return this.#waiting.size === 0
  }

  /** Resolves with an answer. Rejects with a `HangUpError` when the client went away, or is hung up. */
  async wait(signal: AbortSignal): Promise<T> {
    const poll = Promise.withResolvers<T>()
    this.#waiting.add(poll)
    using _withdrawal = onAbort(signal, () => {
      if (this.#waiting.delete(poll)) poll.reject(new HangUpError('the runtime went away'))
    })
    return await poll.promise
  }

  /** Gives the oldest its answer. Nothing happens if nobody waits. */
  answer(value: T): void {
    const [oldest] = this.#waiting
    if (oldest === undefined) return
    this.#waiting.delete(oldest)
    oldest.resolve(value)
  }

  /** Closes the connections of all who wait. */
  hangUp(reason: Error): void {
    for (const poll of this.#waiting) poll.reject(new HangUpError(reason.message))
    this.#waiting.clear()
  }
}
