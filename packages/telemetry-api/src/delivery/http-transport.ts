import { SimulatorError } from '@sim/core'
import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http'
import type { Destination } from '../destination.ts'
import type { Channel, OutgoingBatch, Transport } from './transport.ts'

/**
 * Delivery by `POST` of a JSON array, over one connection that is kept open.
 *
 * Documented: the method and the body. Core (managed instances): `Content-Type`, `Sequence-Id`
 * (base64 of the body's SHA-256, so a repetition can be recognised), and that any status below 400
 * acknowledges. Chosen: redirects are not followed.
 */
export const httpTransport: Transport = {
  open(destination) {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    return {
      send: (batch, signal) => send(destination, agent, batch, signal),
      close: () => agent.destroy(),
    } satisfies Channel
  },
}

async function send(
  destination: Destination,
  agent: Agent,
  batch: OutgoingBatch,
  signal: AbortSignal,
): Promise<void> {
  const body = Buffer.from(`[${batch.texts.join(',')}]`)
  const { host, port, path, authority } = destination
  const outgoing = request({
    agent,
    host,
    port,
    path,
    method: 'POST',
    headers: {
      Host: authority,
      'Content-Type': 'application/json',
      'Content-Length': body.length,
      'Sequence-Id': createHash('sha256').update(body).digest('base64'),
    },
  })
  const giveUp = () => outgoing.destroy(signal.reason as Error)
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    outgoing.end(body)
    const status = await answered(outgoing)
    if (status >= 400) {
      throw new SimulatorError('ERR_DELIVERY_REFUSED', `the subscriber answered ${status}`)
    }
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

/**
 * The status, once the answer is over.
 *
 * The status alone decides: an answer that breaks off, or is given up, after it still counts.
 * Otherwise something acknowledged would be sent again.
 */
function answered(outgoing: ClientRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    let answer: IncomingMessage | undefined
    const over = (error?: Error) => {
      if (answer === undefined) reject(error ?? new Error('the connection closed unanswered'))
      else resolve(answer.statusCode as number)
    }
    outgoing.on('response', (response) => {
      answer = response
      response.resume()
      response.on('error', () => over())
      response.on('end', () => {
        // Answered before everything was read: the rest would block the connection.
        if (!outgoing.writableFinished) outgoing.destroy()
        over()
      })
    })
    outgoing.on('error', over)
    outgoing.on('close', () => over())
  })
}
