// @ts-check
import { Writable } from 'node:stream'
import { callbackify } from 'node:util'

/** @typedef {import('./runtime-client.mjs').Upload} Upload */

/**
 * What a handler writes its response to.
 *
 * The response begins with the first write, and ends when the handler ends the stream; what the handler throws goes out behind
 * it. Text and bytes are written as they are, anything else as JSON (captured).
 */
export class ResponseStream extends Writable {
  #open
  #contentType = 'application/octet-stream'
  /** @type {Buffer | undefined} */
  #prelude
  /** @type {Upload | undefined} */
  #upload
  /** @type {{ readonly thrown: unknown } | undefined} */
  #failure
  /** @type {Promise<void>} */
  #answered

  /** @param {(contentType: string) => Upload} open begins the response */
  constructor(open) {
    super()
    this.#open = open
    this.#answered = new Promise((resolve, reject) => {
      this.once('finish', resolve)
      this.once('error', reject)
    })
    // Whoever waits hears of it; a handler that does not is not to crash for a connection that broke.
    this.#answered.catch(() => undefined)
  }

  /** Resolves when the platform has the whole response and has said so. */
  get answered() {
    return this.#answered
  }

  /**
   * Default `application/octet-stream`. Throws after the first write.
   *
   * @param {string} contentType
   */
  setContentType(contentType) {
    if (this.#upload !== undefined) {
      throw new Error('the content type must be set before the first write')
    }
    this.#contentType = contentType
  }

  /**
   * Comes before everything that is written.
   *
   * @param {Buffer} prelude
   */
  setPrelude(prelude) {
    this.#prelude = prelude
  }

  /**
   * @param {any} chunk
   * @param {any} [encoding]
   * @param {any} [callback]
   * @returns {boolean}
   */
  write(chunk, encoding, callback) {
    const isPlain = typeof chunk === 'string' || ArrayBuffer.isView(chunk)
    return super.write(isPlain ? chunk : JSON.stringify(chunk), encoding, callback)
  }

  /**
   * The handler failed: what was written goes out, and the failure behind it. A response that is over stays what it is.
   *
   * @param {unknown} thrown
   */
  async fail(thrown) {
    if (this.writableEnded || this.destroyed) return
    this.#failure = { thrown }
    this.end()
    await this.#answered.catch(() => undefined)
  }

  /**
   * @param {Buffer} chunk
   * @param {BufferEncoding} _encoding
   * @param {(error?: Error | null) => void} done
   */
  _write(chunk, _encoding, done) {
    settle(this.#begun().write(chunk), done)
  }

  /** @param {(error?: Error | null) => void} done */
  _final(done) {
    settle(this.#begun().end(this.#failure), done)
  }

  /**
   * @param {Error | null} error
   * @param {(error?: Error | null) => void} done
   */
  _destroy(error, done) {
    if (!this.writableFinished) this.#upload?.destroy()
    done(error)
  }

  #begun() {
    if (this.#upload === undefined) {
      this.#upload = this.#open(this.#contentType)
      if (this.#prelude !== undefined) void this.#upload.write(this.#prelude)
    }
    return this.#upload
  }
}

/** What streams are told by callbacks. */
const settle = callbackify((/** @type {Promise<void>} */ promise) => promise)
