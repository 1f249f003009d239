import type { Invocation, Simulator } from '@sim/simulator'
import { aWhile } from './a-while.ts'
import { agreed } from './agreed.ts'
import { callEndpoint } from './call-endpoint.ts'
import { calledOff } from './called-off.ts'
import type { Group, InvocationPlan } from './plan.ts'
import { readStream } from './read-stream.ts'

const quiet = () => undefined

/** The invocations of a lifecycle, and everybody who waits for them. */
export class Invocations {
  /** What each was told to answer with, by request id. */
  readonly expected = new Map<string, string>()
  /** From when on nothing is taken any more. */
  mayBeRefused = false
  readonly #simulator: Simulator
  readonly #faults: string[]
  readonly #pending: Promise<unknown>[] = []
  readonly #givenUp = new AbortController()

  constructor(simulator: Simulator, faults: string[]) {
    this.#simulator = simulator
    this.#faults = faults
  }

  async queueAll(groups: readonly Group[]): Promise<void> {
    for (const group of groups) {
      if (this.#givenUp.signal.aborted) return
      const invocations = group.invocations.map((planned) => this.queue(planned))
      await this.#pause(group, invocations)
    }
  }

  /** `undefined`: it came too late, or went through the endpoint, where nobody sees it before it is there. */
  queue(planned: InvocationPlan): Invocation | undefined {
    const { event, through, cancelAfterMs } = planned
    const simulator = this.#simulator
    if (through === 'endpoint') {
      this.#pending.push(callEndpoint(simulator, event, cancelAfterMs))
      return undefined
    }
    try {
      const responseMode = through === 'library' ? 'buffered' : 'streaming'
      const invocation = simulator.enqueue(event, { responseMode })
      this.#pending.push(agreed(invocation, this.#faults))
      if (through === 'library') this.expected.set(invocation.requestId, event.nonce)
      else this.#pending.push(readStream(invocation, planned, this.#faults))
      if (cancelAfterMs !== undefined) {
        this.#pending.push(calledOff(simulator, invocation, cancelAfterMs, this.#faults))
      }
      return invocation
    } catch (error) {
      if ((error as { code?: string }).code !== 'ERR_SIMULATOR_STOPPED') throw error
      if (!this.mayBeRefused) this.#faults.push(`an invocation was refused in ${simulator.phase}`)
      return undefined
    }
  }

  /** Resolves when everybody who waits has been told. */
  async allSettled(): Promise<void> {
    await Promise.all(this.#pending)
  }

  /** Resolves when each invocation that is known is over. */
  async allOver(): Promise<void> {
    await this.allSettled()
    const limits = { timeoutMs: Infinity, signal: this.#givenUp.signal }
    await Promise.all(this.#simulator.invocations.map((one) => one.done(limits))).catch(quiet)
  }

  /** Nobody waits any longer. */
  giveUp(): void {
    this.#givenUp.abort()
  }

  async #pause({ awaits, ms }: Group, invocations: readonly (Invocation | undefined)[]) {
    const { signal } = this.#givenUp
    const limits = { timeoutMs: Infinity, signal }
    const [first, last] = [invocations[0], invocations.at(-1)]
    if (awaits === 'first answered') await first?.completed(limits).catch(quiet)
    if (awaits === 'last answered') await last?.completed(limits).catch(quiet)
    if (awaits === 'last done' || awaits === 'frozen') await last?.done(limits).catch(quiet)
    if (awaits === 'frozen' && this.#simulator.settings.freeze !== 'none') {
      // It may never be, after a failure.
      await this.#simulator.waitForFrozen({ timeoutMs: 50, signal }).catch(quiet)
    }
    if (awaits === 'a while') await aWhile(ms)
  }
}
