import { Log, waitFor, type WaitLimits } from '@sim/core'
import type { TelemetryEvent, TelemetryRecords } from '@sim/telemetry-api'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

export interface TelemetrySinkOptions {
  /** What must happen before a batch is acknowledged. Default: nothing. */
  readonly answersAfter?: Promise<unknown> | undefined
}

/** A listener for telemetry that keeps every batch it gets, in the order in which it gets them. */
export class TelemetrySink implements AsyncDisposable {
  readonly batches = new Log<readonly TelemetryEvent[]>(Infinity)
  /** On the loopback address. */
  readonly port: number
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
    this.port = (server.address() as AddressInfo).port
  }

  /** Resolves once it listens, on a free port of the loopback address. */
  static async start({ answersAfter }: TelemetrySinkOptions = {}): Promise<TelemetrySink> {
    const server = createServer(async (request, response) => {
      sink.batches.append((await json(request)) as TelemetryEvent[])
      await answersAfter
      response.end()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const sink = new TelemetrySink(server)
    return sink
  }

  /** As the platform wants it to be named. */
  get uri(): string {
    return `http://sandbox.localdomain:${this.port}/telemetry`
  }

  /** Everything that came, oldest first. */
  get events(): TelemetryEvent[] {
    return this.batches.entries().flat()
  }

  /** Everything of one type, oldest first. */
  of<T extends keyof TelemetryRecords>(type: T): TelemetryEvent<T>[] {
    return this.events.filter((event) => event.type === type) as TelemetryEvent<T>[]
  }

  /** Resolves when something of this type has come, with the first of its kind. */
  async first<T extends keyof TelemetryRecords>(type: T): Promise<TelemetryEvent<T>> {
    await this.until((events) => events.some((event) => event.type === type), type)
    return this.of(type)[0] as TelemetryEvent<T>
  }

  /** Resolves when what has come satisfies a condition. `what` says it in words. */
  async until(
    holds: (events: TelemetryEvent[]) => boolean,
    what: string,
    limits: WaitLimits = {},
  ): Promise<void> {
    await waitFor(this.batches, () => holds(this.events), {
      ...limits,
      what: `${what} to reach the listener`,
      describe: () => this.events.map(({ type }) => type).join(', ') || 'nothing',
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }
}
