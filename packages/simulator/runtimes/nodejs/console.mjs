// @ts-check
import { format } from 'node:util'
import { errorLogLine, errorReport, isError } from './errors.mjs'
import { now } from './now.mjs'

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']

/** Methods of the console and the level that each logs at. */
const methods = {
  trace: 'TRACE',
  debug: 'DEBUG',
  log: 'INFO',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
}

/** @typedef {(title: string, thrown: unknown) => void} LogFailure */

/**
 * Makes the console write the managed runtime's lines to standard output.
 *
 * In text they are `time⇥request id⇥LEVEL⇥message`, with carriage returns for the line feeds inside a
 * message; with `AWS_LAMBDA_LOG_FORMAT=JSON` they are objects, from `AWS_LAMBDA_LOG_LEVEL` on
 * (documented: levels need the JSON format). What the function writes to `process.stdout` stays as it is.
 *
 * The log descriptor of `_LAMBDA_TELEMETRY_LOG_FD` is left alone, and its variable taken away, so that nobody finds it who was
 * not given the descriptor (captured: AWS's clients take it away, too).
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {() => string | undefined} requestId of the invocation that lines belong to
 * @returns {{ logFailure: LogFailure }} logs a failure of the function, as a title and the error
 */
export function installConsole(env, requestId) {
  delete env['_LAMBDA_TELEMETRY_LOG_FD']
  const isJson = env['AWS_LAMBDA_LOG_FORMAT']?.toUpperCase() === 'JSON'
  const lowest = isJson ? levels.indexOf((env['AWS_LAMBDA_LOG_LEVEL'] ?? '').toUpperCase()) : 0
  const stdout = process.stdout.write.bind(process.stdout)
  /** @type {(level: string, content: string) => boolean} */
  const writeText = (level, content) => stdout(textLine(level, requestId(), content))
  /** @type {(level: string, content: unknown, error?: unknown) => boolean} */
  const writeJson = (level, content, error) => stdout(jsonLine(level, requestId(), content, error))

  for (const [method, level] of Object.entries(methods)) {
    /** @type {(...args: unknown[]) => void} */
    const log = (...args) => {
      if (levels.indexOf(level) < lowest) return
      if (isJson)
        writeJson(level, jsonMessage(args), args.length > 1 ? args.find(isError) : undefined)
      else writeText(level, format(...args))
    }
    Reflect.set(console, method, log)
  }
  return {
    logFailure(title, thrown) {
      if (isJson) writeJson('ERROR', title, thrown)
      else writeText('ERROR', `${title} \t${errorLogLine(thrown)}`)
    },
  }
}

/**
 * @param {string} level
 * @param {string | undefined} requestId
 * @param {string} message
 */
function textLine(level, requestId, message) {
  return `${timestamp()}\t${requestId}\t${level}\t${message.replaceAll('\n', '\r')}\n`
}

/**
 * @param {string} level
 * @param {string | undefined} requestId
 * @param {unknown} message
 * @param {unknown} error
 */
function jsonLine(level, requestId, message, error) {
  const line = { timestamp: timestamp(), level, requestId, message }
  const failure = error === undefined ? {} : failureOf(error)
  try {
    return `${JSON.stringify({ ...line, ...failure })}\n`
  } catch {
    // A circular structure, a BigInt, a `toJSON` that throws.
    return `${JSON.stringify({ ...line, message: format(message), ...failure })}\n`
  }
}

/**
 * One object stays an object, and one error is described by one; everything else is what the console would have printed.
 * Documented: "Log and monitor Node.js Lambda functions".
 *
 * @param {unknown[]} args
 */
function jsonMessage(args) {
  const [only] = args
  if (args.length !== 1 || typeof only !== 'object') return format(...args)
  return isError(only) ? Object.assign(failureOf(only), only) : only
}

/** @param {unknown} error */
function failureOf(error) {
  const { errorType, errorMessage, trace: stackTrace } = errorReport(error)
  return { errorType, errorMessage, stackTrace }
}

const timestamp = () => new Date(now()).toISOString()
