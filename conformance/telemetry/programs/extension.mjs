// @ts-check
import { once } from 'node:events'
import { createServer } from 'node:http'
import { env, exit } from 'node:process'
import { buffer } from 'node:stream/consumers'
import { call } from './api.mjs'
import { part, steps, take } from './steps.mjs'

const api = '/2020-01-01/extension'
let id = ''
/** @param {Record<string, string>} [headers] */
const identified = (headers = {}) => ({ 'Lambda-Extension-Identifier': id, ...headers })

/** @param {string} path @param {string} errorType */
const report = (path, errorType) =>
  call('POST', `${api}/${path}`, {
    headers: identified({ 'Lambda-Extension-Function-Error-Type': errorType }),
    body: JSON.stringify({ errorType, errorMessage: 'on purpose' }),
  })

const own = {
  ...steps,
  register: async (/** @type {string[]} */ ...events) => {
    const { headers } = await call('POST', `${api}/register`, {
      headers: { 'Lambda-Extension-Name': env['NAME'] ?? '' },
      body: JSON.stringify({ events }),
    })
    id = String(headers['lambda-extension-identifier'])
  },
  /** Subscribes in the words of the test. */
  subscribe: async (/** @type {string} */ path, /** @type {unknown} */ body) => {
    const { status, body: answer } = await call('PUT', path, {
      headers: identified(),
      body: JSON.stringify(body),
    })
    if (status !== 200) throw new Error(`the subscription was answered with ${status}: ${answer}`)
  },
  /** Subscribes with a listener of its own, which prints the types of each batch that it gets. */
  hear: async (/** @type {string} */ path, /** @type {any} */ body) => {
    const server = createServer(async (request, response) => {
      const events = JSON.parse((await buffer(request)).toString())
      const types = events.map((/** @type {{ type: string }} */ { type }) => type)
      console.log(`heard ${types.join(' ')}`)
      response.end()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
    const destination = { protocol: 'HTTP', URI: `http://sandbox.localdomain:${port}` }
    await own.subscribe(path, { ...body, destination })
  },
  'init-error': (/** @type {string} */ errorType) => report('init/error', errorType),
  'exit-error': (/** @type {string} */ errorType) => report('exit/error', errorType),
}

const { start = [['register', 'INVOKE', 'SHUTDOWN']], invoke = [], shutdown = [] } = await part()
await take(start, own)
for (;;) {
  const { status, body } = await call('GET', `${api}/event/next`, { headers: identified() })
  if (status !== 200) exit(1)
  const { eventType } = JSON.parse(body.toString())
  await take(eventType === 'INVOKE' ? invoke : shutdown, own)
  if (eventType === 'SHUTDOWN') exit(0)
}
