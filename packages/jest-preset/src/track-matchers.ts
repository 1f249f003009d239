/** The matchers that were called and have not settled. */
export interface WaitingMatchers {
  /** The running test has failed: what waits on is not to blame. */
  excuse(): void
}

// oxlint-disable-next-line typescript/no-explicit-any -- whatever `expect.extend` takes
type Matcher = (this: any, ...args: any[]) => unknown

/** What `expect.extend` takes. */
export type Matchers = Record<string, Matcher>

/**
 * Finds the matchers that a test calls and does not await: they still wait when the test is over.
 *
 * A promise that nobody awaits must not fail some later test either, so from then on it never settles.
 */
export class MatcherTracker implements WaitingMatchers {
  readonly #isConcurrent: () => boolean
  #waiting = new Map<object, Error>()
  #isExcused = false

  /** `isConcurrent`: whether the caller is a test that others run beside; what it forgets cannot be told apart. */
  constructor(isConcurrent: () => boolean = () => false) {
    this.#isConcurrent = isConcurrent
  }

  /** The matchers, under watch. */
  track<M extends Matchers>(matchers: M): M {
    const tracked = Object.entries(matchers).map(([name, matcher]) => [
      name,
      this.#tracked(name, matcher),
    ])
    return Object.fromEntries(tracked) as M
  }

  /** The running test has failed: it left its matchers behind where it stood. */
  excuse(): void {
    this.#isExcused = true
  }

  /** The test is over. Returns the first call that still waits, as an error that was made where it is. */
  finish(): Error | undefined {
    const [first] = this.#waiting.values()
    const isExcused = this.#isExcused
    this.#waiting.clear()
    this.#isExcused = false
    return isExcused ? undefined : first
  }

  #tracked(name: string, matcher: Matcher): Matcher {
    const watch = (promise: PromiseLike<unknown>, error: Error) => this.#watch(promise, error)
    const isConcurrent = this.#isConcurrent
    return function tracked(this: unknown, ...args: unknown[]) {
      const result = matcher.apply(this, args)
      if (!isPromiseLike(result) || isConcurrent()) return result
      const error = new Error(
        `expect(…).${name}() was still waiting when the test was over: await it`,
      )
      Error.captureStackTrace(error, tracked)
      return watch(result, error)
    }
  }

  #watch(promise: PromiseLike<unknown>, error: Error): Promise<unknown> {
    const ticket = {}
    this.#waiting.set(ticket, error)
    return new Promise((resolve, reject) => {
      promise.then(
        (value) => this.#waiting.delete(ticket) && resolve(value),
        (reason) => this.#waiting.delete(ticket) && reject(reason),
      )
    })
  }
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function'
}
