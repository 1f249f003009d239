import { SimulatorError } from '@sim/core'
import { RefusalError, type Refusal } from '@sim/protocol'
import type { PausableClock } from '../delivery/pausable-clock.ts'
import type { Channel } from '../delivery/transport.ts'

/** The making of a connection for a subscription, which can be refused meanwhile. */
export class Dial {
  readonly #aborting = new AbortController()
  readonly #over = Promise.withResolvers<void>()
  readonly #refusal: Refusal

  /** `refusal`: what its extension is told if it is refused. */
  constructor(refusal: Refusal) {
    this.#refusal = refusal
  }

  /** Aborts when the connection is not wanted any more. */
  get signal(): AbortSignal {
    return this.#aborting.signal
  }

  /** Refuses the subscription. What connects after that is let go of. */
  refuse(): void {
    this.#aborting.abort(new RefusalError(this.#refusal))
  }

  /** Resolves once the subscription was made or not; rejects if it was refused. */
  async over(): Promise<void> {
    await this.#over.promise
    const reason: unknown = this.signal.reason
    if (RefusalError.is(reason)) throw reason
  }

  /** Says that the subscription was made or not. */
  end(): void {
    this.#over.resolve()
  }

  /** Resolves with the connection, if it comes in time and is still wanted then. */
  async connected(
    opening: Promise<Channel>,
    clock: PausableClock,
    timeoutMs: number,
  ): Promise<Channel> {
    using _timer = clock.after(timeoutMs, () => {
      const problem = `nobody took the connection within ${timeoutMs} ms`
      this.#aborting.abort(new SimulatorError('ERR_DELIVERY_TIMEOUT', problem))
    })
    const channel = await opening
    if (!this.signal.aborted) return channel
    channel.close()
    throw this.signal.reason as Error
  }
}
