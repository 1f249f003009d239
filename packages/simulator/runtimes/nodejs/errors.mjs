// @ts-check
import { types } from 'node:util'

/**
 * What the platform is told of a failure: the body of an error report.
 *
 * @typedef {{ errorType: string, errorMessage: string, trace: string[] }} ErrorReport
 */

/** A failure that the runtime itself found. Its name is the error type that the platform sees. */
export class RuntimeError extends Error {
  /**
   * @param {string} errorType such as `Runtime.HandlerNotFound`
   * @param {string} message
   * @param {unknown} [cause] the failure below it, whose stack is reported
   */
  constructor(errorType, message, cause) {
    super(message, { cause })
    this.name = errorType
    const stack = isError(cause) ? cause.stack : this.stack?.replace(/^.*\n/, '')
    this.stack = [`${errorType}: ${message}`, stack].filter(Boolean).join('\n')
  }

  /**
   * A failure below, under an error type of the runtime.
   *
   * @param {string} errorType
   * @param {unknown} cause
   */
  static wrapping(errorType, cause) {
    return new RuntimeError(errorType, String(cause), cause)
  }
}

/**
 * Anything that can be thrown, as a report. Captured: what is no error is reported under its
 * `typeof`, with an empty trace.
 *
 * @param {unknown} thrown
 * @returns {ErrorReport}
 */
export function errorReport(thrown) {
  try {
    if (!isError(thrown)) {
      return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] }
    }
    const { name, message, stack } = thrown
    return {
      errorType: String(name),
      errorMessage: String(message),
      trace: withoutOurs(String(stack ?? '').split('\n')),
    }
  } catch {
    // A getter that throws, or an object without a string form.
    return { errorType: 'handled', errorMessage: 'what was thrown cannot be read', trace: [] }
  }
}

/** Where frames come from that tell nothing of the function. */
const notTheFunctions = [
  new URL('.', import.meta.url).href,
  '(node:internal/',
  'at async Promise.all (',
]

/**
 * A stack trace that ends with the call of the function: what called that is this runtime's own, as it is AWS's there.
 *
 * @param {string[]} lines
 */
function withoutOurs(lines) {
  const isOurs = (/** @type {string} */ line) => notTheFunctions.some((part) => line.includes(part))
  const last = lines.findLastIndex((line) => /^\s+at /.test(line) && !isOurs(line))
  return last < 0 ? lines : lines.slice(0, last + 2)
}

/**
 * A failure as one line of JSON, as the managed runtime logs it: with the error's own properties.
 *
 * @param {unknown} thrown
 * @returns {string}
 */
export function errorLogLine(thrown) {
  const { errorType, errorMessage, trace: stack } = errorReport(thrown)
  try {
    const own = isError(thrown) ? Object.assign({}, thrown, { name: undefined }) : {}
    return JSON.stringify({ errorType, errorMessage, ...own, stack })
  } catch {
    return JSON.stringify({ errorType, errorMessage, stack })
  }
}

/** The most that AWS's clients other than Node's put into this header, in bytes. Captured. */
const longestCause = 1024 * 1024

/**
 * The failure as X-Ray wants it, or `undefined` if that is too long for a header.
 *
 * @param {ErrorReport} report
 * @returns {string | undefined}
 */
export function xRayCause({ errorType, errorMessage, trace }) {
  const stack = trace.map(stackFrame).filter((frame) => frame !== undefined)
  const json = headerSafe(
    JSON.stringify({
      working_directory: process.cwd(),
      exceptions: [{ type: errorType, message: errorMessage, stack }],
      paths: [...new Set(stack.map((frame) => frame.path))],
    }),
  )
  return json.length <= longestCause ? json : undefined
}

/**
 * Text with everything that a header cannot carry written as in JSON.
 *
 * @param {string} text
 */
export function headerSafe(text) {
  return text.replace(
    /[^\x20-\x7e]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** @param {string} line */
function stackFrame(line) {
  const match = /^\s*at (?:(.+?) \()?(.+):(\d+):\d+\)?$/.exec(line)
  if (match === null) return undefined
  const [, label = 'anonymous', path = '', number] = match
  return { path, line: Number(number), label }
}

/**
 * Also true for errors of another realm, such as those that come out of `node:vm`.
 *
 * @param {unknown} value
 * @returns {value is Error}
 */
export function isError(value) {
  return value instanceof Error || types.isNativeError(value)
}
