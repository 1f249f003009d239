import type { InvocationResult, Simulator } from '@sim/simulator'
import { send, type Exchange, type HttpAnswer } from '../http/send.ts'
import type { CaseTarget } from './case-target.ts'
import { bodyOf, type CaseCall } from './protocol-case.ts'
import { SimulatorTarget } from './simulator-target.ts'

/**
 * Plays cases against a managed instance in this process, whose callers use `enqueue`.
 *
 * Its results are put into the form in which the emulator's callers have them.
 */
export class ManagedTarget implements CaseTarget {
  readonly #simulator: Simulator
  readonly #plain: SimulatorTarget

  constructor(simulator: Simulator) {
    this.#simulator = simulator
    this.#plain = new SimulatorTarget(simulator)
  }

  get runtimeApi(): string {
    return this.#simulator.runtimeApi
  }

  watchFor(call: CaseCall): (exchange: Exchange) => Promise<void> {
    return this.#plain.watchFor(call)
  }

  /** What is no invocation goes to the Invoke API. */
  invoke(call: CaseCall): Exchange {
    const { method, path, headers = {}, body } = call
    if (method !== 'POST') return send(new URL(this.#simulator.endpoint).host, { method, path })
    const context = headers['X-Amz-Client-Context']
    const invocation = this.#simulator.enqueue(bodyOf(body), {
      contentType: headers['Content-Type'],
      clientContext: context && Buffer.from(context, 'base64').toString('utf8'),
      traceId: headers['X-Amzn-Trace-Id'],
    })
    return {
      answer: invocation.completed({ timeoutMs: Infinity }).then(answerOf),
      [Symbol.dispose]: () => undefined,
    }
  }
}

function answerOf(result: InvocationResult): HttpAnswer {
  const { errorType, contentType, payload, responseMode = 'buffered' } = result
  const isClients = errorType === 'Runtime.Unavailable' || errorType?.startsWith('Client.')
  const headers = {
    'content-type': contentType,
    'lambda-runtime-function-response-mode': responseMode,
    'error-type': errorType,
  }
  return { status: isClients ? 400 : 200, headers, body: payload }
}
