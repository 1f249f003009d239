import { send, type Exchange } from '../http/send.ts'
import type { CaseTarget } from '../protocol/case-target.ts'
import { bodyOf, type CaseCall } from '../protocol/protocol-case.ts'
import type { RieProcess } from './rie-process.ts'

/** What its log says when a call has arrived. */
const arrivals: Readonly<Record<string, RegExp>> = {
  '/2015-03-31/functions/function/invocations': /invocation \S+ queued$/,
  '/2018-06-01/runtime/invocation/next': /runtime asks for its next event$/,
  '/2018-06-01/runtime/restore/next': /runtime waits to be restored$/,
  '/2020-01-01/extension/event/next': /extension \S+ asks for its next event$/,
}

/** Plays cases against the emulator in another process, seen from outside. */
export class RieTarget implements CaseTarget {
  readonly #rie: RieProcess
  /** Whose start is not told yet: init begins with the first invocation. */
  #starting: readonly string[]

  constructor(rie: RieProcess, extensions: readonly string[] = []) {
    this.#rie = rie
    this.#starting = extensions
  }

  get runtimeApi(): string {
    return this.#rie.runtimeApi
  }

  invoke({ method, path, headers, body }: CaseCall): Exchange {
    return send(this.#rie.invocations, { method, path, headers, body: bodyOf(body) })
  }

  /** The log has told of the call, or it is answered. With the first invocation every extension has started, too. */
  watchFor({ path, port }: CaseCall): (exchange: Exchange) => Promise<void> {
    const arrival = arrivals[path]
    if (arrival === undefined) throw new Error(`nothing tells of the arrival of ${path}`)
    const awaited = [arrival, ...(port === 'invoke' ? this.#starts() : [])]
    const { promise, resolve } = Promise.withResolvers<void>()
    const subscription = this.#rie.log.subscribe((line = '') => {
      const found = awaited.findIndex((form) => form.test(line))
      if (found >= 0) awaited.splice(found, 1)
      if (awaited.length === 0) resolve()
    })
    return async ({ answer }) => {
      await Promise.race([promise, answer])
      subscription[Symbol.dispose]()
    }
  }

  #starts(): readonly RegExp[] {
    const starts = this.#starting.map((name) => new RegExp(`extension ${name} started`))
    this.#starting = []
    return starts
  }
}
