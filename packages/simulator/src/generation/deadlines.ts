import type { ProcessHandle } from '@sim/process'
import { setImmediate } from 'node:timers'
import type { PlatformTime } from '../platform-time.ts'

/**
 * Ends processes when their times are over, which are the platform's.
 *
 * Who stops them gives them all the time there is. That a kill was in vain shows by the machine's clock, so nobody waits
 * for ever for a time that stands still.
 */
export class Deadlines implements Disposable {
  readonly #time: PlatformTime
  readonly #timers: Disposable[] = []
  readonly #unkillable = Promise.withResolvers<never>()

  constructor(time: PlatformTime) {
    this.#time = time
    // Nobody may be waiting.
    this.#unkillable.promise.catch(() => undefined)
  }

  /** Has a process killed if it is not dead by then. */
  set(process: ProcessHandle, ms: number): void {
    const kill = (): void => {
      if (process.exit === undefined) process.kill().catch(this.#unkillable.reject)
    }
    // A host that was busy finds the timer due before the end that came in time: one more turn shows it.
    this.#timers.push(this.#time.after(ms, () => setImmediate(kill)))
  }

  /** What the promise resolves with. Rejects with `ERR_UNKILLABLE` if somebody did not die of being killed. */
  kept<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, this.#unkillable.promise])
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers) timer[Symbol.dispose]()
  }
}
