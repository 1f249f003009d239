// @ts-check
import { once } from 'node:events'
import { request } from 'node:http'
import { env, exit } from 'node:process'
import { call } from './api.mjs'
import { part, steps, take } from './steps.mjs'

const api = '/2018-06-01/runtime'

/** @param {string} path @param {string | Uint8Array} body @param {Record<string, string>} [headers] */
const post = (path, body, headers) => call('POST', `${api}/${path}`, { body, headers })
/** @param {string} errorType */
const typed = (errorType) => ({ 'Lambda-Runtime-Function-Error-Type': errorType })
/** @param {string} errorType */
const told = (errorType) => JSON.stringify({ errorType, errorMessage: 'on purpose' })

/** The identifier of an extension inside this runtime. */
let inner = ''

const own = {
  ...steps,
  'init-error': (/** @type {string} */ errorType) =>
    post('init/error', told(errorType), typed(errorType)),
  restore: () => call('GET', `${api}/restore/next`),
  /** Registers an extension inside this runtime. */
  register: async (/** @type {string} */ name, /** @type {string[]} */ ...events) => {
    const { headers } = await call('POST', '/2020-01-01/extension/register', {
      headers: { 'Lambda-Extension-Name': name },
      body: JSON.stringify({ events }),
    })
    inner = String(headers['lambda-extension-identifier'])
  },
  /** That extension asks for its first event, and goes on asking. */
  listen: () => void listen(),
}

async function listen() {
  const headers = { 'Lambda-Extension-Identifier': inner }
  for (;;) await call('GET', '/2020-01-01/extension/event/next', { headers })
}

/** What can be done with an event. @param {string} requestId */
const answering = (requestId) => ({
  respond: (/** @type {number} */ bytes) =>
    post(`invocation/${requestId}/response`, Buffer.alloc(bytes, 'x')),
  /** Responds in parts, after each of which the test lets it go on. */
  stream: async (/** @type {string[]} */ ...parts) => {
    const path = `${api}/invocation/${requestId}/response`
    const outgoing = request(`http://${env['AWS_LAMBDA_RUNTIME_API']}${path}`, {
      method: 'POST',
      agent: false,
      headers: {
        'Lambda-Runtime-Function-Response-Mode': 'streaming',
        'Transfer-Encoding': 'chunked',
      },
    })
    const answered = once(outgoing, 'response')
    for (const text of parts) {
      outgoing.write(text)
      await steps['cue']?.(text)
    }
    outgoing.end()
    const [response] = await answered
    response.resume()
    await once(response, 'end')
  },
  fail: (/** @type {string} */ errorType) =>
    post(`invocation/${requestId}/error`, told(errorType), typed(errorType)),
})

const { start = [], invoke = [['respond', 50]], shutdown } = await part()
if (shutdown !== undefined) {
  process.on('SIGTERM', async () => {
    await take(shutdown, own)
    exit(0)
  })
}
await take(start, own)

async function work() {
  for (;;) {
    const { status, headers, body } = await call('GET', `${api}/invocation/next`)
    if (status !== 200) exit(1)
    const event = JSON.parse(body.toString())
    const requestId = String(headers['lambda-runtime-aws-request-id'])
    await take(event?.do ?? invoke, { ...own, ...answering(requestId) })
  }
}

await Promise.all(Array.from({ length: Number(env['WORKERS'] ?? 1) }, work))
