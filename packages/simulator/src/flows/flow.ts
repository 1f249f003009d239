import type { Generation } from '../generation/generation.ts'
import type { GenerationSession } from '../generation/generation-session.ts'

const quiet = () => undefined

/** Waits under a generation: each ends early, with the first cause, when the generation fails. */
export class Flow implements Disposable {
  readonly #failed = Promise.withResolvers<never>()
  readonly #subscription: Disposable

  constructor(generation: Generation<GenerationSession>) {
    this.#failed.promise.catch(quiet)
    this.#subscription = generation.onFail((fatal) => this.#failed.reject(fatal))
    if (generation.fatal !== undefined) this.#failed.reject(generation.fatal)
  }

  /** What the promise resolves with. Rejects with the generation's `FatalError` if that comes first. */
  until<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, this.#failed.promise])
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]()
  }
}
