import type { JournalEntryType, Simulator } from '@sim/simulator'
import { setTimeout } from 'node:timers/promises'
import { send, type Exchange, type HttpAnswer } from '../http/send.ts'
import { bodyOf, type CaseCall, type ProtocolCase } from './protocol-case.ts'
import type { Observed } from './differences.ts'
import { Variables } from './variables.ts'

/** How long silence must last to count as `pending`: here time itself is what is measured. */
const pendingMs = 500

/** How long an answer may take that must come. */
const patienceMs = 10_000

/** What the journal says when a poll has arrived. */
const arrivals: Readonly<Record<string, JournalEntryType>> = {
  '/2018-06-01/runtime/invocation/next': 'runtime.polled',
  '/2020-01-01/extension/event/next': 'extension.polled',
}

interface Step {
  readonly call: CaseCall
  readonly exchange: Exchange
}

/**
 * Plays a case against a simulator: the runtime, its extensions and the caller.
 *
 * Throws if something on the way to the last step is not as the case wants it.
 */
export class CaseRun implements Disposable {
  readonly #simulator: Simulator
  readonly #variables = new Variables()
  readonly #steps: Step[] = []

  constructor(simulator: Simulator) {
    this.#simulator = simulator
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
    const before = this.#simulator.journal.length
    const exchange = call.port === 'invoke' ? this.#invoke(call) : this.#request(call)
    const step = { call, exchange }
    this.#steps.push(step)
    if (call.async) await this.#arrival(step, before)
    return step
  }

  #request(call: CaseCall): Exchange {
    const { method, path, headers, chunked: chunks, trailers, abort: breaksOff } = call
    const body = bodyOf(call.body)
    const request = { method, path, headers, body, chunks, trailers, breaksOff }
    return send(this.#simulator.runtimeApi, request)
  }

  /** The caller's side: the result's payload counts as the answer. */
  #invoke({ headers = {}, body }: CaseCall): Exchange {
    const header = (name: string) => headers[name] || undefined
    const context = header('X-Amz-Client-Context')
    const invocation = this.#simulator.enqueue(bodyOf(body), {
      contentType: header('Content-Type'),
      clientContext: context && Buffer.from(context, 'base64').toString('utf8'),
      tenantId: header('X-Amz-Tenant-Id'),
      traceId: header('X-Amzn-Trace-Id'),
    })
    const completed = invocation.completed({ timeoutMs: Infinity })
    return {
      answer: completed.then(({ payload }) => ({ status: 200, headers: {}, body: payload })),
      [Symbol.dispose]: () => undefined,
    }
  }

  /** Resolves when the simulator has taken notice of a poll, or has answered it already. */
  async #arrival({ call, exchange }: Step, before: number): Promise<void> {
    const type = arrivals[call.path]
    if (type === undefined) return
    const answered = new AbortController()
    void exchange.answer.then(() => answered.abort())
    const { signal } = answered
    try {
      await this.#simulator.waitForEntry(
        (entry) => entry.sequence > before && entry.type === type,
        { what: `${call.method} ${call.path} to arrive`, signal },
      )
    } catch (error) {
      if (!signal.aborted) throw error
    }
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
