import { setTimeout } from 'node:timers/promises'
import { send, type Exchange, type HttpAnswer } from '../http/send.ts'
import type { CaseTarget } from './case-target.ts'
import { bodyOf, type CaseCall, type ProtocolCase } from './protocol-case.ts'
import type { Observed } from './differences.ts'
import { Variables } from './variables.ts'

/** How long silence must last to count as `pending`: here time itself is what is measured. */
const pendingMs = 500

/** How long an answer may take that must come. */
const patienceMs = 10_000

interface Step {
  readonly call: CaseCall
  readonly exchange: Exchange
}

/**
 * Plays a case against a target: the runtime, its extensions and the caller.
 *
 * Throws if something on the way to the last step is not as the case wants it.
 */
export class CaseRun implements Disposable {
  readonly #target: CaseTarget
  readonly #variables: Variables
  readonly #steps: Step[] = []

  constructor(target: CaseTarget) {
    this.#target = target
    this.#variables = new Variables(target.variables)
  }

  /** All steps in order; what became of the last one. */
  async play({ given, when, expect }: ProtocolCase): Promise<Observed> {
    for (const call of given.calls) await this.#prepare(call)
    const { exchange } = this.#find(when) ?? (await this.#start(when))
    const answer = await within(exchange, expect.pending ? pendingMs : patienceMs)
    return answer ?? 'no response'
  }

  /** What the case expects, with what it has captured on the way. */
  expected({ expect }: ProtocolCase): ProtocolCase['expect'] {
    return this.#variables.fillAll(expect)
  }

  [Symbol.dispose](): void {
    for (const { exchange } of this.#steps) exchange[Symbol.dispose]()
  }

  async #prepare(call: CaseCall): Promise<void> {
    const step = this.#find(call) ?? (await this.#start(call))
    if (call.async) return
    const answer = await within(step.exchange, patienceMs)
    if (answer === undefined && call.abort) return
    if (answer === undefined || answer === 'pending') {
      throw new Error(`${step.call.method} ${step.call.path}: ${answer ?? 'no response'}`)
    }
    const { expectStatus = answer.status } = step.call
    if (answer.status !== expectStatus) {
      const found = `found ${answer.status} ${answer.body.toString('utf8')}`
      throw new Error(`${step.call.method} ${step.call.path}: wanted ${expectStatus}, ${found}`)
    }
    this.#variables.capture(step.call.capture, answer)
  }

  /** The earlier step that a call only awaits. */
  #find({ await: label }: CaseCall): Step | undefined {
    if (label === undefined) return undefined
    const step = this.#steps.find(({ call }) => call.as === label)
    if (step === undefined) throw new Error(`no call is labelled ${label}`)
    return step
  }

  async #start(given: CaseCall): Promise<Step> {
    const call = this.#variables.fillAll(given)
    if (call.delayMs !== undefined) await setTimeout(call.delayMs)
    const arrival = call.async ? this.#target.watchFor(call) : undefined
    const exchange = call.port === 'invoke' ? this.#target.invoke(call) : this.#request(call)
    const step = { call, exchange }
    this.#steps.push(step)
    await arrival?.(exchange)
    return step
  }

  #request(call: CaseCall): Exchange {
    const { method, path, headers, chunked: chunks, trailers, abort: breaksOff } = call
    const body = bodyOf(call.body)
    const request = { method, path, headers, body, chunks, trailers, breaksOff }
    return send(this.#target.runtimeApi, request)
  }
}

async function within(
  { answer }: Exchange,
  ms: number,
): Promise<HttpAnswer | 'pending' | undefined> {
  const answered = new AbortController()
  const late = setTimeout(ms, 'pending' as const, { signal: answered.signal })
  late.catch(() => undefined)
  try {
    return await Promise.race([answer, late])
  } finally {
    answered.abort()
  }
}
