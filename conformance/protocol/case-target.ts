import type { Exchange } from '../http/send.ts'
import type { CaseCall } from './protocol-case.ts'

/** What a case is played against. Texts of the calls that it gets have their variables filled in. */
export interface CaseTarget {
  /** `host:port` of the Runtime API. */
  readonly runtimeApi: string
  /** What stands for variables that no answer has: a value by its name. */
  readonly variables?: Readonly<Record<string, string>>
  /** Sends a call to the caller's side. */
  invoke(call: CaseCall): Exchange
  /** Called before a call whose answer is not awaited is sent. What comes back resolves when it has arrived. */
  watchFor(call: CaseCall): (exchange: Exchange) => Promise<void>
}
