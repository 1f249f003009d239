import { onAbort } from '@sim/core'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Destination } from '../subscriptions/destination.ts'

/**
 * Opens a connection to a subscriber; rejects with why it could not.
 *
 * `signal` aborts when the connection is not wanted any more. Whoever heeds it does not leave attempts behind
 * that nobody waits for.
 */
export type Connect = (destination: Destination, signal: AbortSignal) => Promise<Socket>

/** A connection to where a subscriber listens on this machine. Rejects with what the system says. */
export async function connectTo({ host, port }: Destination, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host, port })
  using _abort = onAbort(signal, () => socket.destroy(signal.reason as Error))
  await once(socket, 'connect')
  return socket
}
