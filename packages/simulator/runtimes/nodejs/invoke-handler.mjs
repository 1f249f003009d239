// @ts-check
import { RuntimeError } from './errors.mjs'

/** @typedef {(error?: unknown, result?: unknown) => void} Callback */
/** @typedef {(event: unknown, context: object, callback: Callback) => unknown} Handler */

/**
 * Calls a handler and resolves with its result, whichever way it gives it:
 *
 * - a promise, or a value other than `undefined` from a handler with fewer than three parameters: that;
 * - `callback(error, result)`: when the event loop is empty, or at once where the handler set
 *   `context.callbackWaitsForEmptyEventLoop` to false (documented);
 * - `context.succeed`, `context.fail`, `context.done`: at once;
 * - none of these: `undefined`, when the event loop is empty.
 *
 * The first way to give a result wins. Rejects with whatever the handler threw.
 *
 * @param {Handler} handler
 * @param {unknown} event
 * @param {{ callbackWaitsForEmptyEventLoop: boolean }} context
 * @returns {Promise<unknown>}
 */
export async function invokeHandler(handler, event, context) {
  const { settled, succeed, fail } = outcome()
  /** @type {Callback} */
  const done = (error, result) =>
    error === undefined || error === null ? succeed(result) : fail(error)
  Object.assign(context, { succeed, fail, done })

  /** @type {(() => void) | undefined} */
  let whenIdle
  /** @type {Callback} */
  const callback = (error, result) => {
    if (context.callbackWaitsForEmptyEventLoop) whenIdle ??= () => done(error, result)
    else done(error, result)
  }

  const idle = () => (whenIdle ?? done)()
  process.on('beforeExit', idle)
  try {
    const returned = handler(event, context, callback)
    if (isPromise(returned)) returned.then(succeed, fail)
    else if (returned !== undefined && handler.length < 3) succeed(returned)
    return await settled
  } finally {
    process.off('beforeExit', idle)
  }
}

/**
 * A result as JSON. Captured: what has no JSON form is `null`, and what cannot be written fails with
 * `Runtime.JSONStringifyError`.
 *
 * @param {unknown} result
 * @returns {string}
 */
export function stringifyResult(result) {
  try {
    return JSON.stringify(result) ?? 'null'
  } catch (error) {
    throw RuntimeError.wrapping('Runtime.JSONStringifyError', error)
  }
}

function outcome() {
  /** @type {(result?: unknown) => void} */
  let succeed = () => undefined
  /** @type {(error?: unknown) => void} */
  let fail = () => undefined
  const settled = new Promise((resolve, reject) => {
    succeed = resolve
    fail = reject
  })
  return { settled, succeed, fail }
}

/**
 * @param {any} value
 * @returns {value is PromiseLike<unknown>}
 */
const isPromise = (value) => typeof value?.then === 'function'
