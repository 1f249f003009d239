import { once } from 'node:events'
import { connect } from 'node:net'

/** Finds out whether somebody listens on a port of the loopback address. Rejects with what the system says. */
export async function dial(port: number): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port })
  try {
    await once(socket, 'connect')
  } finally {
    socket.destroy()
  }
}
