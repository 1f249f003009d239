import { Log, waitFor, type WaitLimits } from '@sim/core'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { soon } from '../seed/patience.ts'
import type { ReceivedEvent } from './received-event.ts'

/** One request that telemetry came in. */
export interface Delivery {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly events: readonly ReceivedEvent[]
  /** How many other requests were unanswered when it came. */
  readonly beside: number
}

export interface HttpListenerOptions {
  /** Default: a free one. */
  readonly port?: number | undefined
  /** Answers a delivery. Default: with 200, at once. */
  readonly answer?: ((response: ServerResponse, delivery: Delivery) => unknown) | undefined
}

/** Listens for telemetry on the loopback address, and keeps what comes. */
export class HttpListener implements AsyncDisposable {
  /** Every request, in the order in which they came. */
  readonly deliveries = new Log<Delivery>(Infinity)
  readonly port: number
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
    this.port = (server.address() as AddressInfo).port
  }

  /** Resolves once it listens. */
  static async start(options: HttpListenerOptions = {}): Promise<HttpListener> {
    const { port = 0, answer = (response: ServerResponse) => response.end() } = options
    let unanswered = 0
    const server = createServer(async (request, response) => {
      const beside = unanswered
      unanswered += 1
      response.on('close', () => (unanswered -= 1))
      const { method = '', url = '', headers } = request
      // A request that breaks off is none: its sender was stopped.
      const body = await buffer(request).catch(() => undefined)
      if (body === undefined) return
      const events = JSON.parse(body.toString('utf8')) as ReceivedEvent[]
      const delivery = { method, url, headers, body, events, beside }
      listener.deliveries.append(delivery)
      await answer(response, delivery)
    })
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    const listener = new HttpListener(server)
    return listener
  }

  /** As the platform wants it to be named. */
  get uri(): string {
    return `http://sandbox.localdomain:${this.port}`
  }

  /** Everything that came, oldest first. */
  get events(): readonly ReceivedEvent[] {
    return this.deliveries.entries().flatMap(({ events }) => events)
  }

  /** The types of everything that came. */
  get types(): readonly string[] {
    return this.events.map(({ type }) => type)
  }

  /** Everything of one type, oldest first. */
  of(type: string): readonly ReceivedEvent[] {
    return this.events.filter((event) => event.type === type)
  }

  /** Resolves when so many of a type have come, with the last of them. */
  async nth(type: string, count = 1, limits: WaitLimits = soon): Promise<ReceivedEvent> {
    await this.until(() => this.of(type).length >= count, `${count} ${type}`, limits)
    return this.of(type)[count - 1] as ReceivedEvent
  }

  /** Resolves when what has come satisfies a condition, which `what` says in words. */
  async until(holds: () => boolean, what: string, limits: WaitLimits = soon): Promise<void> {
    await waitFor(this.deliveries, holds, {
      ...limits,
      what: `${what} to be delivered`,
      describe: () => this.types.join(', ') || 'nothing',
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }
}

/** A port of the loopback address on which nobody listens. */
export async function freePort(): Promise<number> {
  const listener = await HttpListener.start()
  await listener[Symbol.asyncDispose]()
  return listener.port
}
