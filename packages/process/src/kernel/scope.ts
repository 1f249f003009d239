import type { Clock } from '@sim/core'

type Release = () => unknown

/** How long releasing may take before a death is told without it, in milliseconds. */
export const longestReleaseMs = 5_000

/** What a process owns, to be released newest first before anybody is told of its end. */
export class Scope {
  readonly #clock: Clock
  #releases: Release[] = []
  readonly #disposables = new Set<Disposable>()
  #isClosed = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Disposes of it at the end, unless it is let go of before. Of what comes too late at once. */
  own(resource: Disposable): void {
    if (this.#isClosed) resource[Symbol.dispose]()
    else this.#disposables.add(resource)
  }

  letGo(resource: Disposable): void {
    this.#disposables.delete(resource)
  }

  /** Calls this at the end. */
  defer(release: Release): void {
    this.#releases.push(release)
  }

  /** Whether nothing is left to be released. */
  get isEmpty(): boolean {
    return this.#releases.length === 0
  }

  /** Disposes of what it owns, and takes no more. */
  close(): void {
    this.#isClosed = true
    for (const resource of this.#disposables) resource[Symbol.dispose]()
    this.#disposables.clear()
  }

  /** Resolves when all is released or took too long, with what failed; never rejects. */
  async release(): Promise<readonly unknown[]> {
    const failures: unknown[] = []
    const late = Promise.withResolvers<void>()
    using _timer = this.#clock.after(longestReleaseMs, () => {
      failures.push(new Error(`what was deferred took more than ${longestReleaseMs} ms`))
      late.resolve()
    })
    await Promise.race([this.#releaseAll(failures), late.promise])
    return failures
  }

  async #releaseAll(failures: unknown[]): Promise<void> {
    for (let next = this.#releases.pop(); next !== undefined; next = this.#releases.pop()) {
      try {
        await next()
      } catch (error) {
        failures.push(error)
      }
    }
  }
}
