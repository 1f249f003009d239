// @ts-check
import { once } from 'node:events'
import { Agent, createServer, request } from 'node:http'
import { text } from 'node:stream/consumers'

/** @typedef {{ status: number, headers: import('node:http').IncomingHttpHeaders, body: string }} Answer */

/**
 * Every request has a connection of its own. A frozen process does not notice that its peer has hung
 * up, so after a thaw a connection that was kept may be dead without anyone having said so.
 */
const agent = new Agent({ keepAlive: false })

/**
 * Sends a request and reads the answer. There is no time limit but the signal: polls of the Extensions
 * API last as long as there is nothing to do. (`fetch` would give up after five minutes.)
 *
 * @param {'GET' | 'POST' | 'PUT'} method
 * @param {string} url
 * @param {{ headers?: Record<string, string>, json?: unknown, signal?: AbortSignal }} [options]
 * @returns {Promise<Answer>}
 */
export function send(method, url, { headers = {}, json, signal } = {}) {
  const content = json === undefined ? undefined : JSON.stringify(json)
  const type = json === undefined ? {} : { 'Content-Type': 'application/json' }
  return new Promise((resolve, reject) => {
    const options = { agent, method, headers: { ...type, ...headers }, signal }
    const outgoing = request(url, options, async (response) => {
      try {
        const body = await text(response)
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
      } catch (error) {
        reject(error)
      }
    })
    outgoing.on('error', reject).end(content)
  })
}

/**
 * Receives JSON on a loopback port. Whoever posts is answered as soon as `receive` returns.
 *
 * @param {number} port 0 takes a free one
 * @param {(path: string, json: any) => void} receive
 * @returns {Promise<number>} the port
 */
export async function receiveJson(port, receive) {
  // Connections to a frozen process look idle. They must not be closed for that.
  const server = createServer({ keepAliveTimeout: 0 }, async (incoming, response) => {
    let status = 200
    try {
      receive(incoming.url ?? '', JSON.parse(await text(incoming)))
    } catch (error) {
      console.error(`${incoming.url} was refused:`, error)
      status = 400
    }
    response.writeHead(status, { 'Content-Type': 'application/json' }).end('{}')
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address ? address.port : port
}
