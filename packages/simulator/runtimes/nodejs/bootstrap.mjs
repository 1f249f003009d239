// @ts-check
import { installConsole } from './console.mjs'
import { createContext } from './context.mjs'
import { reportCrashes } from './crash.mjs'
import { invokeHandler, stringifyResult } from './invoke-handler.mjs'
import { loadHandler } from './load-handler.mjs'
import { refuseResponseStreaming } from './response-streaming.mjs'
import { RuntimeClient } from './runtime-client.mjs'

/** @typedef {import('./runtime-client.mjs').Invocation} Invocation */

/** How the process ends when the function cannot be loaded, or the platform refuses to go on. */
const failureExitCode = 1

/** Loads the function, then serves one invocation after the other for as long as the process lives. */
async function main() {
  const { env } = process
  const client = new RuntimeClient(platformAddress(env))
  /** @type {'loading' | 'waiting' | 'invoking'} */
  let phase = 'loading'
  /** @type {Invocation | undefined} */
  let invocation

  const { logFailure } = installConsole(env, () => invocation?.requestId)
  const crash = reportCrashes(logFailure, async (error) => {
    if (phase === 'loading') await client.failInit(error)
    else if (phase === 'invoking' && invocation) await client.fail(invocation, error)
    // Otherwise no invocation is open: there is nobody to tell.
  })
  refuseResponseStreaming()

  const taskRoot = env['LAMBDA_TASK_ROOT'] ?? process.cwd()
  const handler = await loadHandler(taskRoot, env['_HANDLER'] ?? '').catch(async (error) => {
    logFailure('Uncaught Exception', error)
    await client.failInit(error)
    process.exit(failureExitCode)
  })

  for (;;) {
    phase = 'waiting'
    invocation = await client.next()
    phase = 'invoking'
    const answer = await answerTo(invocation, handler)
    if (crash.isUnderway) return
    if ('json' in answer) {
      await client.respond(invocation, answer.json)
    } else {
      logFailure('Invoke Error', answer.thrown)
      await client.fail(invocation, answer.thrown)
    }
  }
}

/**
 * @param {Invocation} invocation
 * @param {import('./invoke-handler.mjs').Handler} handler
 * @returns {Promise<{ json: string } | { thrown: unknown }>}
 */
async function answerTo(invocation, handler) {
  try {
    setTraceId(invocation.headers['lambda-runtime-trace-id'])
    const context = createContext(process.env, invocation)
    const event = JSON.parse(invocation.body.toString())
    return { json: stringifyResult(await invokeHandler(handler, event, context)) }
  } catch (thrown) {
    return { thrown }
  }
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
