import { SimulatorError, systemClock, type Clock } from '@sim/core'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Where the door of a relay is reached, and what opens it. */
export interface RelayDoor {
  readonly host: string
  readonly port: number
  readonly secret: string
}

/** How many connections wait inside to be taken: as many as a sandbox may open at once without waiting. */
const spares = 8

/** Milliseconds until a connection that failed is tried again. */
const retryMs = 50

/**
 * The host's end of a relay: connections into the sandbox, and out of it, without a route between them.
 *
 * Whoever connects to the Runtime API inside is paired with a connection that was opened from here before.
 */
export class RelayClient implements Disposable {
  readonly #door: RelayDoor
  readonly #clock: Clock
  readonly #sockets = new Set<Socket>()
  #served:
    { readonly host: string; readonly port: number; readonly onTraffic: () => void } | undefined
  #spare = 0
  #isClosed = false

  constructor(door: RelayDoor, clock: Clock = systemClock) {
    this.#door = door
    this.#clock = clock
  }

  /**
   * From now on what listens at this `host:port` answers at the Runtime API's address inside. `onTraffic` is
   * called when something came from inside.
   */
  serve(address: string, onTraffic: () => void = () => undefined): void {
    const { hostname, port } = new URL(`http://${address}`)
    // A URL keeps the brackets of an IPv6 address, and hides port 80.
    this.#served = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80), onTraffic }
    this.#refill()
  }

  /**
   * Connects to a port on the loopback address inside. Rejects with `ERR_SANDBOX_CONNECTION`, which names what
   * the kernel said inside, such as `ECONNREFUSED`.
   */
  async connect(port: number): Promise<Socket> {
    // An HTTP agent must not keep a connection whose other end is over.
    const socket = this.#dial(String(port), { allowHalfOpen: false })
    try {
      const verdict = await firstBytes(socket)
      if (verdict[0] === plus) {
        if (verdict.length > 1) socket.unshift(verdict.subarray(1))
        return socket
      }
      throw new Error(verdict.subarray(1).toString('latin1'))
    } catch (cause) {
      socket.destroy()
      const { message } = cause as Error
      throw new SimulatorError(
        'ERR_SANDBOX_CONNECTION',
        `cannot connect to port ${port} inside the sandbox: ${message}`,
        { cause },
      )
    }
  }

  /** Breaks every connection, both ways. */
  [Symbol.dispose](): void {
    this.#isClosed = true
    for (const socket of this.#sockets) socket.destroy()
  }

  #refill(): void {
    while (this.#spare < spares && !this.#isClosed) this.#offer()
  }

  #offer(): void {
    this.#spare += 1
    const inside = this.#dial('api', { allowHalfOpen: true })
    let isSpare = true
    const taken = (): void => {
      if (!isSpare) return
      isSpare = false
      this.#spare -= 1
    }
    inside.once('data', (first: Buffer) => {
      taken()
      inside.pause()
      // The first byte only says that it was taken.
      if (first.length > 1) inside.unshift(first.subarray(1))
      this.#join(inside)
      this.#refill()
    })
    inside.once('close', () => {
      if (!isSpare) return
      taken()
      this.#clock.after(retryMs, () => this.#refill())
    })
  }

  #join(inside: Socket): void {
    if (this.#served === undefined) return void inside.destroy()
    const { host, port, onTraffic } = this.#served
    const server = this.#keep(connect({ host, port, noDelay: true, allowHalfOpen: true }))
    inside.on('data', onTraffic)
    inside.once('close', onTraffic)
    join(inside, server)
    join(server, inside)
  }

  #dial(wish: string, how: { readonly allowHalfOpen: boolean }): Socket {
    const { host, port, secret } = this.#door
    const socket = this.#keep(connect({ host, port, noDelay: true, ...how }))
    socket.write(`${secret} ${wish}\n`)
    return socket
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket)
    // Every error is followed by `close`, which is what counts.
    socket.on('error', () => undefined)
    socket.once('close', () => this.#sockets.delete(socket))
    if (this.#isClosed) socket.destroy()
    return socket
  }
}

const plus = '+'.charCodeAt(0)

/** Reads what comes first, and leaves the stream as it would be if nobody had read. */
async function firstBytes(socket: Socket): Promise<Buffer> {
  const over = new AbortController()
  const { signal } = over
  try {
    // A connection that cannot be opened rejects both; one that ends is readable, and has nothing to read.
    await Promise.race([once(socket, 'readable', { signal }), once(socket, 'close', { signal })])
    const bytes = socket.read() as Buffer | null
    if (bytes !== null) return bytes
    throw new Error('the relay closed the connection')
  } finally {
    over.abort()
  }
}

/** What one says the other hears, its end included; what breaks one breaks the other. */
function join(from: Socket, to: Socket): void {
  from.pipe(to)
  from.once('error', () => to.destroy())
  from.once('close', () => from.readableEnded || to.destroy())
}
