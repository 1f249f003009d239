import { Log, waitFor } from '@sim/core'
import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** How long a test waits for a process; Node may take seconds to start on a busy machine. */
export const patienceMs = 15_000

/** A request that the runtime made. */
export interface Call {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly trailers: IncomingHttpHeaders
  /** Which connection it came over, counted from 1. */
  readonly connection: number
}

/** What the next poll is answered with. */
interface Delivery {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string | Buffer
}

/** Just enough of the Runtime API to serve one runtime, and a log of what it did. */
export class FakeRuntimeApi implements AsyncDisposable {
  readonly calls = new Log<Call>()
  /** The status of the answers to the posts that arrive from now on. */
  postStatus = 202
  /** Answers to posts wait for this. */
  postsAnswered: Promise<unknown> = Promise.resolve()
  readonly #deliveries: Delivery[] = []
  readonly #polls: ServerResponse[] = []
  readonly #connections = new WeakMap<object, number>()
  #connected = 0
  readonly #server = createServer({ keepAliveTimeout: 0, maxHeaderSize: 4 * 1024 * 1024 })

  static async start(): Promise<FakeRuntimeApi> {
    const api = new FakeRuntimeApi()
    api.#server.on('connection', (socket) => api.#connections.set(socket, (api.#connected += 1)))
    api.#server.on('request', (request, response) => void api.#answer(request, response))
    api.#server.listen(0, '127.0.0.1')
    await once(api.#server, 'listening')
    return api
  }

  /** The form of `AWS_LAMBDA_RUNTIME_API`. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Hands this to the poll that waits, or to the next one. */
  deliver(delivery: Delivery): void {
    this.#deliveries.push(delivery)
    this.#dispatch()
  }

  /** The first call of this kind, once there is one. */
  async call(isIt: (call: Call, index: number) => boolean, signal?: AbortSignal): Promise<Call> {
    const find = () => this.calls.entries().find(isIt)
    const limits = { timeoutMs: patienceMs, signal }
    await waitFor(this.calls, () => find() !== undefined, { what: String(isIt), ...limits })
    return find() as Call
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers, socket } = request
    const connection = this.#connections.get(socket) ?? 0
    const body = await buffer(request)
    const { postStatus, postsAnswered } = this
    const { trailers } = request
    this.calls.append({ method, path, headers, body, trailers, connection })
    if (method === 'GET') {
      this.#polls.push(response)
      this.#dispatch()
    } else {
      await postsAnswered
      response.writeHead(postStatus, { 'Content-Type': 'application/json' })
      response.end('{"status":"OK"}\n')
    }
  }

  #dispatch(): void {
    const [poll, delivery] = [this.#polls[0], this.#deliveries[0]]
    if (poll === undefined || delivery === undefined) return
    this.#polls.shift()
    this.#deliveries.shift()
    poll.writeHead(delivery.status, delivery.headers).end(delivery.body)
  }
}
