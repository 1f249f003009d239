import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Where a process waits until the test lets it go on. */
export class MeetingPoint implements AsyncDisposable {
  readonly #server: Server
  readonly #waiting: ServerResponse[] = []
  readonly #arrived = Promise.withResolvers<void>()
  #isOpen = false

  private constructor(server: Server) {
    this.#server = server
    server.on('request', (_, response: ServerResponse) => {
      this.#arrived.resolve()
      if (this.#isOpen) response.end()
      else this.#waiting.push(response)
    })
  }

  static async start(): Promise<MeetingPoint> {
    const server = createServer()
    const point = new MeetingPoint(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return point
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Somebody waits. */
  get arrived(): Promise<void> {
    return this.#arrived.promise
  }

  /** Lets whoever waits, or comes later, go on. */
  open(): void {
    this.#isOpen = true
    for (const response of this.#waiting.splice(0)) response.end()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }
}
