import { SimulatorError } from '@sim/core'
import type { Invocation, InvokeOptions, Simulator } from '@sim/simulator'
import { cutOff, emulatedAnswer, type EmulatedAnswer } from './emulated-answer.ts'
import type { Recollection } from './recollection.ts'
import type { RestoredEvent } from './restore-next.ts'

/** The invocations of an emulator, from their arrival until their callers can be answered. */
export class EmulatedInvocations {
  readonly #simulator: Simulator
  readonly #recollection: Recollection
  readonly #timeoutSeconds: number
  /** In the order of their turns; the first one has it. */
  readonly #invocations = new Set<Invocation>()

  /** `timeoutSeconds`: as it reads in the text of a time-out. */
  constructor(simulator: Simulator, recollection: Recollection, timeoutSeconds: number) {
    this.#simulator = simulator
    this.#recollection = recollection
    this.#timeoutSeconds = timeoutSeconds
  }

  /** The event of the invocation that runs. */
  get running(): RestoredEvent | undefined {
    const [invocation] = this.#invocations
    if (invocation === undefined) return undefined
    const { region, accountId, functionName, timeoutMs } = this.#simulator.settings
    const { clientContext, tenantId } = invocation.options
    return {
      requestId: invocation.requestId,
      body: invocation.event,
      deadlineMs: this.#recollection.turnBeganAt + timeoutMs,
      functionArn: `arn:aws:lambda:${region}:${accountId}:function:${functionName}`,
      clientContext,
      tenantId,
    }
  }

  /** Queues one. Its answer comes when everybody is done, extensions included. Captured. */
  async invoke(event: Buffer, options: InvokeOptions): Promise<EmulatedAnswer> {
    try {
      return await this.#answer(this.#simulator.enqueue(event, options))
    } catch (error) {
      if (SimulatorError.is(error) && error.code === 'ERR_SIMULATOR_STOPPED') return cutOff
      throw error
    }
  }

  async #answer(invocation: Invocation): Promise<EmulatedAnswer> {
    this.#invocations.add(invocation)
    try {
      await invocation.done({ timeoutMs: Infinity })
    } finally {
      this.#invocations.delete(invocation)
    }
    const end = this.#recollection.takeEnd(invocation.requestId)
    const payload = invocation.result?.payload
    if (end === undefined || payload === undefined) return cutOff
    return emulatedAnswer({ ...end, payload }, this.#timeoutSeconds)
  }
}
