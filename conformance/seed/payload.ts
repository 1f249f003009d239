import type { Exchange, HttpAnswer } from '../http/send.ts'

/** Text and bytes as they are, anything else as JSON. */
export function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body), 'utf8')
}

/** The answer. Throws if there is none, or if its status is not the one that must be. */
export async function answered({ answer }: Exchange, status?: number): Promise<HttpAnswer> {
  const given = await answer
  if (given === undefined) throw new Error('the connection ended without an answer')
  if (status !== undefined && given.status !== status) {
    throw new Error(`wanted status ${status}, found ${given.status}: ${given.body.toString()}`)
  }
  return given
}

/** What an answer says, parsed. */
export function jsonOf({ body }: HttpAnswer): unknown {
  return JSON.parse(body.toString('utf8')) as unknown
}
