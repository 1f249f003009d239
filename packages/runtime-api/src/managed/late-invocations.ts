/** How many invocations are remembered after their time was over. Core: `invoke/timeout/timeout_cache.go`. */
export const rememberedTimeouts = 1_000

/** Invocations that timed out, and whose late answer is to be told so: the newest of them, each once. */
export class LateInvocations {
  readonly #ids = new Set<string>()

  add(requestId: string): void {
    this.#ids.delete(requestId)
    this.#ids.add(requestId)
    const [oldest] = this.#ids
    if (this.#ids.size > rememberedTimeouts && oldest !== undefined) this.#ids.delete(oldest)
  }

  /** Whether this one timed out; from now on that is forgotten. */
  take(requestId: string): boolean {
    return this.#ids.delete(requestId)
  }
}
