import { onAbort, SimulatorError } from '@sim/core'
import type { TcpDestination } from '../subscriptions/destination.ts'
import type { Connect } from './connect-to.ts'
import { LineConnection } from './line-connection.ts'
import type { Channel, OutgoingBatch } from './transport.ts'

/**
 * Delivery as one line of JSON for each event, over one connection; after it broke, over a new one.
 *
 * There are no acknowledgements: what the kernel took counts as delivered. What it did not take when a
 * connection broke goes out on the next one, beginning with a whole line. Documented: the lines, the one
 * connection, and that nothing is acknowledged. Chosen: that there is a next connection.
 */
export class TcpChannel implements Channel {
  readonly #destination: TcpDestination
  readonly #connect: Connect
  readonly #closing = new AbortController()
  #connection: LineConnection | undefined

  private constructor(destination: TcpDestination, connect: Connect) {
    this.#destination = destination
    this.#connect = connect
  }

  /** Rejects with what `connect` rejects with, or with the signal's reason. */
  static async open(
    destination: TcpDestination,
    connect: Connect,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<TcpChannel> {
    const channel = new TcpChannel(destination, connect)
    await channel.#dial(signal)
    return channel
  }

  async send(batch: OutgoingBatch, signal: AbortSignal): Promise<void> {
    // An end that the kernel has heard of must not cost a batch.
    await this.#connection?.heard()
    signal.throwIfAborted()
    const live = this.#connection?.isOver === false ? this.#connection : await this.#dial(signal)
    await live.send(batch, signal)
  }

  close(): void {
    this.#closing.abort(new SimulatorError('ERR_DELIVERY_ENDED', 'the subscription ended'))
    this.#connection?.close()
  }

  async #dial(signal: AbortSignal): Promise<LineConnection> {
    const unwanted = AbortSignal.any([signal, this.#closing.signal])
    const { promise: givenUp, reject } = Promise.withResolvers<never>()
    using _abort = onAbort(unwanted, () => reject(unwanted.reason as Error))
    const connecting = this.#connect(this.#destination, unwanted).then((socket) => {
      const connection = new LineConnection(socket)
      // It may come when nobody wants it any more.
      if (unwanted.aborted) connection.close()
      return connection
    })
    this.#connection = await Promise.race([givenUp, connecting])
    return this.#connection
  }
}
