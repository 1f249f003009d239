import { Log, waitFor } from '@sim/core'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { soon } from '../seed/patience.ts'
import type { ReceivedEvent } from './received-event.ts'

/**
 * Listens like the processors of the Rust crate `lambda-extension`: it lets one connection in, nobody listens while that is
 * there, and then it binds its port anew. Here a connection is over after one batch.
 */
export class OneByOneListener implements AsyncDisposable {
  readonly batches = new Log<readonly ReceivedEvent[]>(Infinity)
  connections = 0
  port = 0
  #server: Server
  #isOver = false

  private constructor() {
    this.#server = this.#next()
  }

  static async start(): Promise<OneByOneListener> {
    const listener = new OneByOneListener()
    await once(listener.#server, 'listening')
    listener.port = (listener.#server.address() as AddressInfo).port
    return listener
  }

  get uri(): string {
    return `http://sandbox.localdomain:${this.port}`
  }

  get events(): readonly ReceivedEvent[] {
    return this.batches.entries().flat()
  }

  /** Resolves when so many events of a type have come. */
  async until(type: string, count: number): Promise<void> {
    const found = () => this.events.filter((event) => event.type === type).length
    await waitFor(this.batches, () => found() >= count, { ...soon, what: `${count} ${type}` })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true
    if (!this.#server.listening) return
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }

  #next(): Server {
    const server = createServer(async (request, response) => {
      const batch = (await json(request).catch(() => undefined)) as ReceivedEvent[] | undefined
      if (batch === undefined) return
      response.writeHead(200, { Connection: 'close' }).end()
      this.batches.append(batch)
    })
    server.once('connection', () => {
      this.connections += 1
      server.close(() => {
        if (!this.#isOver) this.#server = this.#next()
      })
    })
    return server.listen(this.port, '127.0.0.1')
  }
}
