import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

/** Where the lines go: on a developer's machine a server of the test. */
export class Backend implements AsyncDisposable {
  /** Every line that arrived, oldest first. */
  readonly lines: string[] = []
  /** While it is down it answers 503. */
  isDown = false
  readonly #server: Server

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const lines = (await json(request)) as string[]
      if (!this.isDown) this.lines.push(...lines)
      response.writeHead(this.isDown ? 503 : 200).end()
    })
  }

  static async start(): Promise<Backend> {
    const backend = new Backend()
    backend.#server.listen(0, '127.0.0.1')
    await once(backend.#server, 'listening')
    return backend
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
