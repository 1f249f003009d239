import { send, type Exchange, type HttpAnswer } from '../http/send.ts'
import { answered, bytesOf, jsonOf } from './payload.ts'

/** An event as an extension gets it. */
export interface ExtensionEvent {
  readonly eventType: 'INVOKE' | 'SHUTDOWN'
  readonly deadlineMs: number
  readonly requestId?: string
  readonly invokedFunctionArn?: string
  readonly tracing?: { readonly type: string; readonly value: string }
  readonly shutdownReason?: string
}

/** What an extension may say about its telemetry besides where it wants it. */
export interface Subscription {
  readonly types?: readonly string[]
  readonly buffering?: {
    readonly maxItems?: number
    readonly maxBytes?: number
    readonly timeoutMs?: number
  }
}

/** The newest one: records have all their members. */
const schemaVersion = '2025-01-29'

/** Plays an extension that has registered. */
export class ExtensionClient implements Disposable {
  readonly name: string
  readonly events: readonly string[]
  /** The answer to its registration. */
  readonly registration: HttpAnswer
  readonly #address: string
  readonly #polls: Exchange[] = []

  private constructor(
    address: string,
    name: string,
    events: readonly string[],
    registration: HttpAnswer,
  ) {
    this.name = name
    this.events = events
    this.registration = registration
    this.#address = address
  }

  /** Registers. Throws if that is refused. */
  static async register(
    address: string,
    name: string,
    events: readonly string[],
  ): Promise<ExtensionClient> {
    const answer = await answered(register(address, name, events), 200)
    return new ExtensionClient(address, name, events, answer)
  }

  get id(): string {
    return String(this.registration.headers['lambda-extension-identifier'])
  }

  /** Asks for the next event and does not wait: the oldest poll that is open is what `next` awaits. */
  park(): Exchange {
    const poll = this.#send('GET', '/2020-01-01/extension/event/next')
    this.#polls.push(poll)
    return poll
  }

  /** The next event. Throws if the answer is anything but that. */
  async next(): Promise<ExtensionEvent> {
    return jsonOf(await this.nextAnswer()) as ExtensionEvent
  }

  /** The next event with its headers. */
  nextAnswer(): Promise<HttpAnswer> {
    if (this.#polls.length === 0) this.park()
    return answered(this.#polls.shift() as Exchange, 200)
  }

  /** Asks for telemetry at this URI, by default for that of the platform, in batches that are soon sent. */
  subscribe(uri: string, subscription: Subscription = {}): Promise<HttpAnswer> {
    const { types = ['platform'], buffering = { timeoutMs: 25 } } = subscription
    const destination = { protocol: 'HTTP', URI: uri }
    return this.request({ schemaVersion, types, buffering, destination })
  }

  /** Asks for telemetry in its own words. */
  request(subscription: unknown): Promise<HttpAnswer> {
    return answered(this.#send('PUT', '/2022-07-01/telemetry', bytesOf(subscription)))
  }

  /** Hangs up every poll that is open. */
  [Symbol.dispose](): void {
    for (const poll of this.#polls) poll[Symbol.dispose]()
  }

  #send(method: string, path: string, body?: Buffer): Exchange {
    const headers = { 'Lambda-Extension-Identifier': this.id }
    return send(this.#address, { method, path, headers, body })
  }
}

/** A registration on its way, whatever comes of it. */
export function register(address: string, name: string, events: readonly string[]): Exchange {
  return send(address, {
    method: 'POST',
    path: '/2020-01-01/extension/register',
    headers: { 'Lambda-Extension-Name': name },
    body: bytesOf({ events }),
  })
}
