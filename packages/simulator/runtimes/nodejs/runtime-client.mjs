// @ts-check
import { Agent, request } from 'node:http'
import { errorReport, headerSafe, xRayCause } from './errors.mjs'

/**
 * One invocation, as the platform handed it out.
 *
 * @typedef {object} Invocation
 * @property {string} requestId
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {Buffer} body the event, unparsed
 */

/** @typedef {{ status: number, headers: import('node:http').IncomingHttpHeaders, body: Buffer }} Answer */

const runtime = '/2018-06-01/runtime'

const errorTypeTrailer = 'Lambda-Runtime-Function-Error-Type'
const errorBodyTrailer = 'Lambda-Runtime-Function-Error-Body'

/**
 * The runtime's side of the Runtime API, 2018-06-01.
 *
 * Requests go one after the other over one connection that stays open. No request has a time limit: a
 * poll lasts until there is work, and the whole process may be stopped for hours in the middle of it.
 */
export class RuntimeClient {
  #target

  /** @param {string} address `host:port`, from `AWS_LAMBDA_RUNTIME_API` */
  constructor(address) {
    const { hostname, port } = new URL(`http://${address}`)
    const host = hostname.replace(/^\[|\]$/g, '')
    this.#target = { host, port, agent: new Agent({ keepAlive: true }) }
  }

  /**
   * Waits for the next invocation. Rejects when the platform refuses.
   *
   * @returns {Promise<Invocation>}
   */
  async next() {
    const { status, headers, body } = await this.#send('GET', `${runtime}/invocation/next`, {})
    const requestId = headers['lambda-runtime-aws-request-id']
    if (status !== 200 || typeof requestId !== 'string') {
      throw new Error(`wanted an invocation, got status ${status}: ${body.toString()}`)
    }
    return { requestId, headers, body }
  }

  /**
   * Answers an invocation. What the platform says to it changes nothing: captured, Node's official
   * client goes on after a refusal.
   *
   * @param {Invocation} invocation
   * @param {string} json
   */
  async respond(invocation, json) {
    const headers = { 'Content-Type': 'application/json', ...echo(invocation) }
    await this.#send('POST', `${path(invocation)}/response`, headers, json)
  }

  /**
   * Begins a response that goes out while it is produced. Whatever the platform says to it ends it well, as in `respond`.
   *
   * @param {Invocation} invocation
   * @param {string} contentType
   * @returns {Upload}
   */
  beginResponse(invocation, contentType) {
    const headers = {
      'Content-Type': contentType,
      'Transfer-Encoding': 'chunked',
      'Lambda-Runtime-Function-Response-Mode': 'streaming',
      Trailer: `${errorTypeTrailer}, ${errorBodyTrailer}`,
      ...echo(invocation),
    }
    return new Upload({
      ...this.#target,
      method: 'POST',
      path: `${path(invocation)}/response`,
      headers,
    })
  }

  /**
   * Reports that an invocation failed.
   *
   * @param {Invocation} invocation
   * @param {unknown} thrown
   */
  async fail(invocation, thrown) {
    await this.#report(`${path(invocation)}/error`, thrown, echo(invocation))
  }

  /**
   * Reports that the function could not be loaded.
   *
   * @param {unknown} thrown
   */
  async failInit(thrown) {
    await this.#report(`${runtime}/init/error`, thrown, {})
  }

  /**
   * @param {string} path
   * @param {unknown} thrown
   * @param {Record<string, string>} headers
   */
  async #report(path, thrown, headers) {
    const report = errorReport(thrown)
    const cause = xRayCause(report)
    await this.#send(
      'POST',
      path,
      {
        'Content-Type': 'application/json',
        'Lambda-Runtime-Function-Error-Type': headerSafe(report.errorType),
        ...(cause === undefined ? {} : { 'Lambda-Runtime-Function-XRay-Error-Cause': cause }),
        ...headers,
      },
      JSON.stringify(report),
    )
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {Record<string, string>} headers
   * @param {string} [content]
   * @returns {Promise<Answer>}
   */
  #send(method, path, headers, content) {
    return new Promise((resolve, reject) => {
      const outgoing = request({ ...this.#target, method, path, headers }, (response) => {
        /** @type {Buffer[]} */
        const chunks = []
        response.on('data', (chunk) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const [first] = chunks
          const body = first && chunks.length === 1 ? first : Buffer.concat(chunks)
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
        })
      })
      outgoing.on('error', reject)
      outgoing.end(content)
    })
  }
}

/** A response that goes out part by part. */
export class Upload {
  #outgoing
  /** @type {Promise<void>} */
  #answered

  /** @param {import('node:http').RequestOptions} options */
  constructor(options) {
    const outgoing = request(options)
    this.#outgoing = outgoing
    this.#answered = new Promise((resolve, reject) => {
      outgoing.on('response', (response) => {
        response.on('end', resolve)
        response.on('error', reject)
        response.resume()
      })
      outgoing.on('error', reject)
      outgoing.on('close', () => reject(new Error('the platform closed the connection')))
    })
    this.#answered.catch(() => undefined)
  }

  /**
   * Resolves when there is room for more.
   *
   * @param {Buffer} part
   * @returns {Promise<void>}
   */
  async write(part) {
    if (this.#outgoing.write(part)) return
    /** @type {Promise<void>} */
    const drained = new Promise((resolve) => this.#outgoing.once('drain', resolve))
    // A platform that has answered already takes the rest and throws it away.
    await Promise.race([drained, this.#answered])
  }

  /**
   * Resolves when the platform has answered.
   *
   * @param {{ readonly thrown: unknown }} [failure] goes out in the trailers
   * @returns {Promise<void>}
   */
  async end(failure) {
    if (failure !== undefined) {
      const report = errorReport(failure.thrown)
      this.#outgoing.addTrailers({
        [errorTypeTrailer]: headerSafe(report.errorType),
        [errorBodyTrailer]: Buffer.from(JSON.stringify(report)).toString('base64'),
      })
    }
    this.#outgoing.end()
    await this.#answered
  }

  /** Breaks it off. */
  destroy() {
    this.#outgoing.destroy()
  }
}

/** @param {Invocation} invocation */
const path = ({ requestId }) => `${runtime}/invocation/${encodeURIComponent(requestId)}`

/**
 * The delivery that is answered, where the platform numbers its deliveries.
 *
 * @param {Invocation} invocation
 * @returns {Record<string, string>}
 */
function echo({ headers }) {
  const delivery = headers['lambda-runtime-invocation-id']
  return typeof delivery === 'string' ? { 'Lambda-Runtime-Invocation-Id': delivery } : {}
}
