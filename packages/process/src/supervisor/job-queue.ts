import { onAbort } from '@sim/core'
import { AsyncLocalStorage } from 'node:async_hooks'

type Job = () => Promise<void> | void

/**
 * Does one thing after the other, until it is closed: then the rest is never begun, and who waits for something is
 * refused. The job that is being done looks at `isClosed` whenever it has waited.
 *
 * Jobs run in the context in which the queue was made, whoever causes them.
 */
export class JobQueue {
  readonly #onFailure: (error: unknown) => void
  readonly #inContext = AsyncLocalStorage.snapshot()
  /** Tells who waits that it is closed. */
  readonly #refusals = new Set<() => void>()
  #jobs: Job[] = []
  #isBusy = false
  #isClosed = false

  /** `onFailure`: takes what a job that was added throws. */
  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** To be done after everything that was asked for before. */
  add(job: Job): void {
    if (this.#isClosed) return
    this.#jobs.push(job)
    if (!this.#isBusy) void this.#work()
  }

  /**
   * To be done for somebody who waits. Rejects with what the job throws, with `refusal()` when the queue is closed first,
   * and with the signal's reason if that aborts before it is begun.
   */
  async call<T>(
    job: () => Promise<T> | T,
    {
      refusal,
      signal,
    }: { readonly refusal: () => Error; readonly signal?: AbortSignal | undefined },
  ): Promise<T> {
    if (this.#isClosed) throw refusal()
    const done = Promise.withResolvers<T>()
    const refuse = (): void => done.reject(refusal())
    let isBegun = false
    using _waiting = onAbort(signal, () => {
      if (!isBegun) done.reject(signal?.reason)
    })
    this.#refusals.add(refuse)
    this.add(async () => {
      isBegun = true
      if (signal?.aborted === true) return
      try {
        done.resolve(await job())
      } catch (error) {
        done.reject(error)
      }
    })
    try {
      return await done.promise
    } finally {
      this.#refusals.delete(refuse)
    }
  }

  close(): void {
    this.#isClosed = true
    this.#jobs = []
    for (const refuse of this.#refusals) refuse()
  }

  async #work(): Promise<void> {
    this.#isBusy = true
    // What asks for a job may be the news of a death, and others are still to hear of it.
    await Promise.resolve()
    for (let job = this.#jobs.shift(); job !== undefined; job = this.#jobs.shift()) {
      await this.#do(job)
    }
    this.#isBusy = false
  }

  async #do(job: Job): Promise<void> {
    try {
      await this.#inContext(job)
    } catch (error) {
      if (!this.#isClosed) this.#onFailure(error)
    }
  }
}
