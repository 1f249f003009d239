import type { JournalEntryType, Simulator } from '@sim/simulator'
import { send, type Exchange } from '../http/send.ts'
import type { CaseTarget } from './case-target.ts'
import { bodyOf, type CaseCall } from './protocol-case.ts'

/** What the journal says when a poll has arrived. */
const arrivals: Readonly<Record<string, JournalEntryType>> = {
  '/2018-06-01/runtime/invocation/next': 'runtime.polled',
  '/2018-06-01/runtime/restore/next': 'runtime.restore-polled',
  '/2020-01-01/extension/event/next': 'extension.polled',
}

/** Where the emulator has its one function. */
const ownPath = '/2015-03-31/functions/function/invocations'

/** Plays cases against a simulator in this process, whose callers use `enqueue`; of other functions they ask its endpoint. */
export class SimulatorTarget implements CaseTarget {
  readonly #simulator: Simulator

  constructor(simulator: Simulator) {
    this.#simulator = simulator
  }

  get runtimeApi(): string {
    return this.#simulator.runtimeApi
  }

  get variables(): Readonly<Record<string, string>> {
    return {}
  }

  /** The result's payload counts as the answer. */
  invoke({ method, path, headers = {}, body }: CaseCall): Exchange {
    const { host } = new URL(this.#simulator.endpoint)
    if (path !== ownPath) return send(host, { method, path, headers, body: bodyOf(body) })
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

  /** The simulator has taken notice of a poll, or has answered it already. */
  watchFor({ method, path }: CaseCall): (exchange: Exchange) => Promise<void> {
    const type = arrivals[path]
    if (type === undefined) return async () => undefined
    const before = this.#simulator.journal.length
    return async ({ answer }) => {
      const answered = new AbortController()
      void answer.then(() => answered.abort())
      const { signal } = answered
      try {
        await this.#simulator.waitForEntry(
          (entry) => entry.sequence > before && entry.type === type,
          { what: `${method} ${path} to arrive`, signal },
        )
      } catch (error) {
        if (!signal.aborted) throw error
      }
    }
  }
}
