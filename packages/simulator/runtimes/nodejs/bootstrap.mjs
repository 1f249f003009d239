// @ts-check
import { installConsole } from './console.mjs'
import { createContext } from './context.mjs'
import { reportCrashes } from './crash.mjs'
import { invokeHandler, stringifyResult } from './invoke-handler.mjs'
import { loadHandler } from './load-handler.mjs'
import { installResponseStreaming, isStreaming, streamResponse } from './response-streaming.mjs'
import { ResponseStream } from './response-stream.mjs'
import { RuntimeClient } from './runtime-client.mjs'
import { maxConcurrency, Served } from './workers.mjs'

/** @typedef {import('./runtime-client.mjs').Invocation} Invocation */

/** How the process ends when the function cannot be loaded, or the platform refuses to go on. */
const failureExitCode = 1

/**
 * Loads the function, then serves invocations for as long as the process lives: one after the other, or as many at a time as
 * the platform wants.
 */
async function main() {
  const { env } = process
  const client = new RuntimeClient(platformAddress(env))
  const concurrency = maxConcurrency(env)
  const served = new Served(concurrency !== undefined)
  /** @type {WeakMap<Invocation, ResponseStream>} */
  const streams = new WeakMap()
  let isLoading = true

  /** @param {Invocation} invocation */
  const open = (invocation) => {
    const stream = new ResponseStream((type) => client.beginResponse(invocation, type))
    streams.set(invocation, stream)
    return stream
  }
  /** @type {(invocation: Invocation, thrown: unknown) => Promise<void>} */
  const fail = async (invocation, thrown) =>
    streams.get(invocation)?.fail(thrown) ?? client.fail(invocation, thrown)
  const { logFailure } = installConsole(env, () => served.current?.requestId)
  const crash = reportCrashes(logFailure, async (error) => {
    if (isLoading) await client.failInit(error)
    else if (served.only) await fail(served.only, error)
    // Otherwise no invocation is open, or nobody knows whose fault it is: the platform tells all of them.
  })
  installResponseStreaming()

  const taskRoot = env['LAMBDA_TASK_ROOT'] ?? process.cwd()
  const handler = await loadHandler(taskRoot, env['_HANDLER'] ?? '').catch(async (error) => {
    logFailure('Uncaught Exception', error)
    await client.failInit(error)
    process.exit(failureExitCode)
  })

  isLoading = false
  const several = concurrency !== undefined
  /** @param {Invocation} invocation */
  const serve = async (invocation) => {
    const answer = isStreaming(handler)
      ? await streamTo(open(invocation), invocation, handler, several)
      : await answerTo(invocation, handler, several)
    if (crash.isUnderway || answer === undefined) return
    if ('json' in answer) {
      await client.respond(invocation, answer.json)
    } else {
      logFailure('Invoke Error', answer.thrown)
      await fail(invocation, answer.thrown)
    }
  }
  const work = async () => {
    while (!crash.isUnderway) {
      const invocation = await client.next()
      await served.during(invocation, () => serve(invocation))
    }
  }
  const workers = concurrency ?? 1
  // Each invocation listens for the end of all work.
  process.setMaxListeners(process.getMaxListeners() + workers)
  await Promise.all(Array.from({ length: workers }, work))
}

/**
 * @param {Invocation} invocation
 * @param {import('./invoke-handler.mjs').Handler} handler
 * @param {boolean} several whether others are served at the same time
 * @returns {Promise<{ json: string } | { thrown: unknown }>}
 */
async function answerTo(invocation, handler, several) {
  try {
    const { event, context } = begin(invocation, several)
    return { json: stringifyResult(await invokeHandler(handler, event, context)) }
  } catch (thrown) {
    return { thrown }
  }
}

/**
 * @param {ResponseStream} stream
 * @param {Invocation} invocation
 * @param {import('./response-streaming.mjs').StreamingHandler} handler
 * @param {boolean} several
 * @returns {Promise<{ thrown: unknown } | undefined>}
 */
async function streamTo(stream, invocation, handler, several) {
  try {
    const { event, context } = begin(invocation, several)
    await streamResponse(handler, event, stream, context)
    return undefined
  } catch (thrown) {
    return { thrown }
  }
}

/**
 * @param {Invocation} invocation
 * @param {boolean} several
 */
function begin(invocation, several) {
  const context = createContext(process.env, invocation)
  // A process has one such variable, and its event loop is never empty while workers wait.
  if (several) context.callbackWaitsForEmptyEventLoop = false
  else setTraceId(invocation.headers['lambda-runtime-trace-id'])
  return { context, event: JSON.parse(invocation.body.toString()) }
}

/**
 * Where AWS's tracing libraries look for the trace of the invocation in progress. Documented.
 *
 * @param {string | string[] | undefined} traceId
 */
function setTraceId(traceId) {
  if (typeof traceId === 'string') process.env['_X_AMZN_TRACE_ID'] = traceId
  else delete process.env['_X_AMZN_TRACE_ID']
}

/** @param {NodeJS.ProcessEnv} env */
function platformAddress({ AWS_LAMBDA_RUNTIME_API: address }) {
  if (address === undefined) throw new Error('AWS_LAMBDA_RUNTIME_API must be set to host:port')
  return address
}

// Not a top-level await: Node ends a process whose entry module waits with status 13, whatever the
// function asked for.
main().catch((error) => {
  process.stderr.write(`${String(error)}\n`)
  process.exit(failureExitCode)
})
