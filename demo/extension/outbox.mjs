// @ts-check
import { send } from './http.mjs'

/** What an OTLP request holds, by the path that it is posted to. */
const otlpSignals = /** @type {Record<string, string>} */ ({
  '/v1/traces': 'resourceSpans',
  '/v1/metrics': 'resourceMetrics',
  '/v1/logs': 'resourceLogs',
})

/** The most that waits for a collector that does not answer, per path. The oldest leave first. */
const mostWaiting = 10_000

/** What is to leave the sandbox. */
export class Outbox {
  #collectorUrl
  /** @type {Map<string, unknown[]>} */
  #waiting = new Map()

  /** @param {string} collectorUrl */
  constructor(collectorUrl) {
    this.#collectorUrl = collectorUrl
  }

  /**
   * Takes an OTLP/JSON request as an exporter posted it.
   *
   * @param {string} path
   * @param {Record<string, unknown[]>} request
   */
  addOtlp(path, request) {
    const signal = otlpSignals[path]
    if (signal === undefined) throw new Error(`no OTLP signal is posted to ${path}`)
    this.#add(path, request[signal] ?? [])
  }

  /** @param {unknown[]} events of the Telemetry API */
  addTelemetry(events) {
    this.#add('/telemetry', events)
  }

  /**
   * Posts everything to the collector, in one request per path. What it does not take, or what there
   * is no time for, waits for the next flush.
   *
   * @param {AbortSignal} signal
   */
  async flush(signal) {
    if (signal.aborted) return
    const batches = [...this.#waiting]
    this.#waiting.clear()
    await Promise.all(batches.map(([path, items]) => this.#post(path, items, signal)))
  }

  /**
   * @param {string} path
   * @param {unknown[]} items
   * @param {AbortSignal} signal
   */
  async #post(path, items, signal) {
    const otlp = otlpSignals[path]
    const json = otlp === undefined ? items : { [otlp]: items }
    try {
      const { status } = await send('POST', this.#collectorUrl + path, { json, signal })
      if (status !== 200) throw new Error(`status ${status}`)
    } catch (error) {
      console.error(`the collector did not take ${items.length} items for ${path}:`, error)
      this.#add(path, items, { atFront: true })
    }
  }

  /**
   * @param {string} path
   * @param {unknown[]} items
   */
  #add(path, items, { atFront = false } = {}) {
    const waiting = this.#waiting.get(path) ?? []
    const all = atFront ? [...items, ...waiting] : [...waiting, ...items]
    if (all.length > 0) this.#waiting.set(path, all.slice(-mostWaiting))
  }
}
