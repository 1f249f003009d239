import { Cell, waitFor } from '@sim/core'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A TCP connection on which a test says exactly what it wants, byte by byte. */
export class RawClient implements Disposable {
  readonly #socket: Socket
  readonly #received = new Cell('')
  readonly #isClosed = new Cell(false)

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setEncoding('latin1')
    socket.on('data', (text) => this.#received.set(this.#received.current + String(text)))
    socket.on('end', () => this.#isClosed.set(true))
    socket.on('close', () => this.#isClosed.set(true))
    // A connection that the server resets is closed, and nothing else of interest.
    socket.on('error', () => undefined)
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    const client = new RawClient(socket)
    await once(socket, 'connect')
    return client
  }

  get received(): string {
    return this.#received.current
  }

  send(data: string | Buffer): void {
    this.#socket.write(data)
  }

  /** Resolves with all that came so far, once this text is in it. */
  receives(text: string): Promise<string> {
    return waitFor(this.#received, (all) => all.includes(text), { what: JSON.stringify(text) })
  }

  /** Resolves when the server has closed the connection. */
  async closed(): Promise<void> {
    await waitFor(this.#isClosed, Boolean, { what: 'the connection to close' })
  }

  /** Says that nothing more comes, and goes on listening. */
  end(): void {
    this.#socket.end()
  }

  reset(): void {
    this.#socket.resetAndDestroy()
  }

  [Symbol.dispose](): void {
    this.#socket.destroy()
  }
}
