// @ts-check
import { send } from './http.mjs'

/** @typedef {{ eventType: 'INVOKE', deadlineMs: number, requestId: string }} InvokeEvent */
/** @typedef {{ eventType: 'SHUTDOWN', deadlineMs: number, shutdownReason: string }} ShutdownEvent */

/** A registered extension: its side of the Extensions API, 2020-01-01, and of the Telemetry API. */
export class Extension {
  #api
  #identity

  /**
   * @param {string} api `host:port`, from `AWS_LAMBDA_RUNTIME_API`
   * @param {string} id
   */
  constructor(api, id) {
    this.#api = api
    this.#identity = { 'Lambda-Extension-Identifier': id }
  }

  /**
   * @param {string} api
   * @param {string} name the file name that the platform started; with another it is taken for internal
   * @param {('INVOKE' | 'SHUTDOWN')[]} events
   */
  static async register(api, name, events) {
    const answer = await send('POST', `http://${api}/2020-01-01/extension/register`, {
      headers: { 'Lambda-Extension-Name': name },
      json: { events },
    })
    const id = expectStatus(200, answer).headers['lambda-extension-identifier']
    return new Extension(api, String(id))
  }

  /**
   * Says that this extension is done, and waits for what comes next.
   *
   * @returns {Promise<InvokeEvent | ShutdownEvent>}
   */
  async next() {
    const url = `http://${this.#api}/2020-01-01/extension/event/next`
    return JSON.parse(expectStatus(200, await send('GET', url, { headers: this.#identity })).body)
  }

  /**
   * Has telemetry delivered to a loopback port. Only possible before the first `next`.
   *
   * @param {number} port
   */
  async subscribe(port) {
    const answer = await send('PUT', `http://${this.#api}/2022-07-01/telemetry`, {
      headers: this.#identity,
      json: {
        schemaVersion: '2022-12-13',
        types: ['platform', 'function', 'extension'],
        // The least that is allowed: every invocation waits for its own `platform.runtimeDone`.
        buffering: { timeoutMs: 25, maxItems: 1000, maxBytes: 262_144 },
        destination: { protocol: 'HTTP', URI: `http://sandbox.localdomain:${port}/telemetry` },
      },
    })
    expectStatus(200, answer)
  }

  /**
   * Tells the platform why this extension is about to end.
   *
   * @param {'init' | 'exit'} phase
   * @param {unknown} error
   */
  async fail(phase, error) {
    await send('POST', `http://${this.#api}/2020-01-01/extension/${phase}/error`, {
      headers: { ...this.#identity, 'Lambda-Extension-Function-Error-Type': 'Extension.Failed' },
      json: { errorType: 'Extension.Failed', errorMessage: String(error), stackTrace: [] },
    })
  }
}

/**
 * @param {number} status
 * @param {import('./http.mjs').Answer} answer
 */
function expectStatus(status, answer) {
  if (answer.status === status) return answer
  throw new Error(`wanted ${status} from the platform, got ${answer.status}: ${answer.body}`)
}
