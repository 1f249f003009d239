import { onAbort, SimulatorError } from '@sim/core'
import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { HttpDestination } from '../subscriptions/destination.ts'
import type { Connect } from './connect-to.ts'
import { staleConnection } from './stale-connection.ts'
import type { Channel } from './transport.ts'

/**
 * Delivery of a JSON array by `POST`, or by `PUT` to those who asked for it, over one connection that is kept
 * open.
 *
 * Documented: the methods and the body. Core (managed instances): `Content-Type`, `Sequence-Id`
 * (base64 of the body's SHA-256, so a repetition can be recognised), and that any status below 400
 * acknowledges. Chosen: redirects are not followed.
 */
export function httpChannel(destination: HttpDestination, createConnection?: Connect): Channel {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const closing = new AbortController()
  if (createConnection !== undefined) {
    connectBy(agent, () => createConnection(destination, closing.signal), closing.signal)
  }
  return {
    send: ({ texts }, signal) =>
      deliver(destination, agent, Buffer.from(`[${texts.join(',')}]`), signal),
    close: () => {
      closing.abort()
      agent.destroy()
    },
  }
}

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

async function deliver(
  { authority, host, port, path, method }: HttpDestination,
  agent: Agent,
  body: Buffer,
  signal: AbortSignal,
): Promise<void> {
  const headers = {
    Host: authority,
    'Content-Type': 'application/json',
    'Content-Length': body.length,
    'Sequence-Id': createHash('sha256').update(body).digest('base64'),
  }
  const exchange = new Exchange(request({ agent, host, port, path, method, headers }))
  try {
    await exchange.perform(body, signal)
  } catch (cause) {
    if (signal.aborted || !exchange.wasStale) throw cause
    throw staleConnection(cause as Error)
  }
}

/** One request and its answer. */
class Exchange {
  readonly #outgoing: ClientRequest
  /** What its connection had read before. */
  #readBefore = 0

  constructor(outgoing: ClientRequest) {
    this.#outgoing = outgoing
    outgoing.once('socket', ({ bytesRead }) => {
      this.#readBefore = bytesRead
    })
  }

  /** Whether it went out on a connection that had carried others, and not a byte came back. */
  get wasStale(): boolean {
    const { reusedSocket, socket } = this.#outgoing
    return reusedSocket && socket?.bytesRead === this.#readBefore
  }

  async perform(body: Buffer, signal: AbortSignal): Promise<void> {
    const outgoing = this.#outgoing
    const givenUp = Promise.withResolvers<never>()
    using _abort = onAbort(signal, () => {
      outgoing.destroy(signal.reason as Error)
      // A request that has no connection yet tells of its end only once it has one.
      if (outgoing.socket === null) givenUp.reject(signal.reason as Error)
    })
    outgoing.end(body)
    const status = await Promise.race([answered(outgoing), givenUp.promise])
    if (status >= 400) {
      throw new SimulatorError('ERR_DELIVERY_REFUSED', `the subscriber answered ${status}`)
    }
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
