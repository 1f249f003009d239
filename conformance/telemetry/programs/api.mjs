// @ts-check
import { request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { env } from 'node:process'

/** Calls the platform on a connection of its own: what is written last has arrived when the answer is here.
 *
 * @param {string} method
 * @param {string} path
 * @param {{ headers?: Record<string, string>, body?: string | Uint8Array }} [options]
 * @returns {Promise<{ status: number, headers: import('node:http').IncomingHttpHeaders, body: Buffer }>}
 */
export function call(method, path, options = {}) {
  return at(`http://${env['AWS_LAMBDA_RUNTIME_API']}${path}`, method, options)
}

/** @param {string} url @param {string} method @param {{ headers?: Record<string, string>, body?: string | Uint8Array }} options */
function at(url, method, { headers = {}, body }) {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, agent: false }, async (response) => {
      const { statusCode: status = 0, headers } = response
      resolve({ status, headers, body: await buffer(response) })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** Waits for the test: until it lets something go on, or the journal says that something happened.
 *
 * @param {string} path
 */
export async function prompted(path) {
  const { body } = await at(`${env['PROMPTER']}${path}`, 'GET', {})
  return JSON.parse(body.toString())
}
