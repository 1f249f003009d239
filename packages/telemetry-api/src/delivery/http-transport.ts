import { SimulatorError } from '@sim/core'
import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Destination } from '../destination.ts'
import type { Channel, OutgoingBatch, Transport } from './transport.ts'

/** How `createHttpTransport` reaches subscribers. */
export interface HttpTransportOptions {
  /**
   * Opens a connection to a subscriber; what it rejects with fails the attempt. Default: TCP to the
   * destination's host and port.
   */
  readonly createConnection?: ((destination: Destination) => Promise<Socket>) | undefined
}

/**
 * Delivery by `POST` of a JSON array, over one connection that is kept open.
 *
 * Documented: the method and the body. Core (managed instances): `Content-Type`, `Sequence-Id`
 * (base64 of the body's SHA-256, so a repetition can be recognised), and that any status below 400
 * acknowledges. Chosen: redirects are not followed.
 */
export function createHttpTransport({ createConnection }: HttpTransportOptions = {}): Transport {
  return {
    open(destination) {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      const closing = new AbortController()
      if (createConnection !== undefined) {
        connectBy(agent, () => createConnection(destination), closing.signal)
      }
      return {
        send: (batch, signal) => send(destination, agent, batch, signal),
        close: () => {
          closing.abort()
          agent.destroy()
        },
      } satisfies Channel
    },
  }
}

/** Delivery over TCP, which is what listeners on this machine need. See `createHttpTransport`. */
export const httpTransport: Transport = createHttpTransport()

function connectBy(agent: Agent, connect: () => Promise<Socket>, closed: AbortSignal): void {
  agent.createConnection = (_options, callback) => {
    void open(connect, closed, (error, socket) => callback?.(error, socket as Socket))
    return undefined
  }
}

/** A connection that comes after the end is not kept. */
async function open(
  connect: () => Promise<Socket>,
  closed: AbortSignal,
  done: (error: Error | null, socket?: Socket) => void,
): Promise<void> {
  try {
    const socket = await connect()
    if (closed.aborted) socket.destroy()
    done(null, socket)
  } catch (error) {
    done(error as Error)
  }
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
  const givenUp = Promise.withResolvers<never>()
  const giveUp = () => {
    outgoing.destroy(signal.reason as Error)
    // A request that has no connection yet tells of its end only once it has one.
    if (outgoing.socket === null) givenUp.reject(signal.reason as Error)
  }
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    outgoing.end(body)
    const status = await Promise.race([answered(outgoing), givenUp.promise])
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
