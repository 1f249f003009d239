import { connectTo, type Connect } from './connect-to.ts'
import { httpChannel } from './http-channel.ts'
import { TcpChannel } from './tcp-channel.ts'
import type { Transport } from './transport.ts'

/** How `createTransport` reaches subscribers. */
export interface TransportOptions {
  /**
   * Opens a connection to a subscriber; what it rejects with fails the attempt, or the subscription
   * if it is one to TCP. Default: TCP to the destination's host and port.
   */
  readonly createConnection?: Connect | undefined
}

/**
 * Delivery as the platform delivers: over HTTP by `POST` or `PUT` of a JSON array, or over TCP as one line
 * of JSON for each event.
 */
export function createTransport({ createConnection }: TransportOptions = {}): Transport {
  return {
    open(destination, signal) {
      if (destination.protocol === 'HTTP') return httpChannel(destination, createConnection)
      return TcpChannel.open(destination, createConnection ?? connectTo, signal)
    },
  }
}

/** Delivery on this machine's loopback address. See `createTransport`. */
export const loopbackTransport: Transport = createTransport()
