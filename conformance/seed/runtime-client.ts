import { send, type Exchange, type HttpAnswer } from '../http/send.ts'
import { answered, bytesOf } from './payload.ts'

const runtime = '/2018-06-01/runtime'

/** An event as the runtime got it. */
export class RuntimeEvent {
  readonly requestId: string
  readonly headers: HttpAnswer['headers']
  readonly body: Buffer

  constructor({ headers, body }: HttpAnswer) {
    this.requestId = String(headers['lambda-runtime-aws-request-id'])
    this.headers = headers
    this.body = body
  }

  json(): unknown {
    return JSON.parse(this.body.toString('utf8')) as unknown
  }
}

/** Plays the runtime. Like the Rust client it sends no content type. */
export class RuntimeClient implements Disposable {
  readonly #address: string
  readonly #polls: Exchange[] = []

  /** `address`: `host:port` of the Runtime API. */
  constructor(address: string) {
    this.#address = address
  }

  /** Asks for the next event and does not wait: the oldest poll that is open is what `next` awaits. */
  park(): Exchange {
    const poll = send(this.#address, { method: 'GET', path: `${runtime}/invocation/next` })
    this.#polls.push(poll)
    return poll
  }

  /** The next event. Throws if the answer is anything but that. */
  async next(): Promise<RuntimeEvent> {
    if (this.#polls.length === 0) this.park()
    const poll = this.#polls.shift() as Exchange
    return new RuntimeEvent(await answered(poll, 200))
  }

  /** Answers an invocation. */
  respond(requestId: string, body: unknown): Promise<HttpAnswer> {
    return this.#post(`/invocation/${requestId}/response`, body)
  }

  /** Reports that an invocation has failed. */
  fail(requestId: string, body: unknown, errorType?: string): Promise<HttpAnswer> {
    return this.#post(`/invocation/${requestId}/error`, body, errorType)
  }

  /** Hangs up every poll that is open. */
  [Symbol.dispose](): void {
    for (const poll of this.#polls) poll[Symbol.dispose]()
  }

  #post(path: string, body: unknown, errorType?: string): Promise<HttpAnswer> {
    const headers: Record<string, string> = {}
    if (errorType !== undefined) headers['Lambda-Runtime-Function-Error-Type'] = errorType
    const request = { method: 'POST', path: runtime + path, headers, body: bytesOf(body) }
    return answered(send(this.#address, request))
  }
}
