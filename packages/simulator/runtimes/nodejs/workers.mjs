// @ts-check
import { AsyncLocalStorage } from 'node:async_hooks'

/** @typedef {import('./runtime-client.mjs').Invocation} Invocation */

/**
 * How many invocations the platform wants to be served at a time; `undefined` where it gives one after the other.
 *
 * Documented: `AWS_LAMBDA_MAX_CONCURRENCY` is set on Lambda Managed Instances. What is no whole number counts as one.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {number | undefined}
 */
export function maxConcurrency({ AWS_LAMBDA_MAX_CONCURRENCY: text }) {
  if (text === undefined) return undefined
  return /^[1-9]\d*$/.test(text) ? Number(text) : 1
}

/** Which invocations are being served, and by whom. */
export class Served {
  /** @type {() => Invocation | undefined} */
  #find
  /** @type {(invocation: Invocation, serve: () => Promise<void>) => Promise<void>} */
  #serve
  /** @type {Set<Invocation>} */
  #open = new Set()
  /** @type {Invocation | undefined} */
  #latest

  /** @param {boolean} several whether there may be more than one at a time */
  constructor(several) {
    const context = new AsyncLocalStorage()
    this.#find = several ? () => context.getStore() : () => this.#latest
    this.#serve = several ? (one, serve) => context.run(one, serve) : (_one, serve) => serve()
  }

  /**
   * Whose code is running: with several at a time, that of the handler's own asynchronous calls; else the latest, also when it
   * is over.
   */
  get current() {
    return this.#find()
  }

  /** The one that is being served; `undefined` if none or several are. */
  get only() {
    const [only] = this.#open
    return this.#open.size === 1 ? only : undefined
  }

  /**
   * Serves an invocation, from the call until the promise settles.
   *
   * @param {Invocation} invocation
   * @param {() => Promise<void>} serve
   * @returns {Promise<void>}
   */
  async during(invocation, serve) {
    this.#open.add(invocation)
    this.#latest = invocation
    try {
      await this.#serve(invocation, serve)
    } finally {
      this.#open.delete(invocation)
    }
  }
}
