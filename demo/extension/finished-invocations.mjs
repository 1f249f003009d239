// @ts-check
import { EventEmitter, once } from 'node:events'

/** Which invocations the runtime is done with, learnt from `platform.runtimeDone`. */
export class FinishedInvocations {
  #done = new EventEmitter()
  /** Done before anyone asked. */
  #early = new Set()

  /** @param {{ type: string, record: any }[]} events of the Telemetry API */
  read(events) {
    for (const { type, record } of events) {
      if (type !== 'platform.runtimeDone') continue
      if (!this.#done.emit(record.requestId)) this.#early.add(record.requestId)
    }
  }

  /**
   * Resolves once the runtime is done with this invocation, or when the signal aborts.
   *
   * @param {string} requestId
   * @param {AbortSignal} signal
   */
  async wait(requestId, signal) {
    if (this.#early.delete(requestId)) return
    await once(this.#done, requestId, { signal }).catch((error) => {
      if (!signal.aborted) throw error
    })
  }
}
