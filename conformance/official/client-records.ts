import { Cell, Log, waitFor } from '@sim/core'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { soon } from '../seed/patience.ts'

/** An event as a client understood it; or why it refused it. */
export interface ClientRecord {
  readonly time?: string
  readonly type?: string
  readonly record?: unknown
  readonly refused?: string
}

/** Hears from a client, over TCP and a line of JSON each, what it could read. */
export class ClientRecords implements AsyncDisposable {
  readonly #records = new Log<ClientRecord>(Infinity)
  readonly #connected = new Cell(0)
  readonly #sockets = new Set<Socket>()
  readonly #server: Server

  private constructor() {
    this.#server = createServer((socket) => this.#hear(socket))
  }

  static async start(): Promise<ClientRecords> {
    const records = new ClientRecords()
    records.#server.listen(0, '127.0.0.1')
    await once(records.#server, 'listening')
    return records
  }

  /** Host and port, as the client is to be told. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Resolves with all that came, oldest first, when every client has ended. */
  async all(): Promise<readonly ClientRecord[]> {
    await waitFor(this.#connected, (count) => count === 0, {
      ...soon,
      what: 'every client to hang up',
    })
    return this.#records.entries()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    await once(this.#server, 'close')
  }

  #hear(socket: Socket): void {
    this.#sockets.add(socket)
    this.#connected.set(this.#sockets.size)
    // A client that is killed may reset its connection.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      this.#sockets.delete(socket)
      this.#connected.set(this.#sockets.size)
    })
    createInterface({ input: socket }).on('line', (line) =>
      this.#records.append(withMilliseconds(JSON.parse(line)) as ClientRecord),
    )
  }
}

/** Clients write a moment with as many digits as it needs. */
function withMilliseconds(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, member: unknown) =>
    key === 'time' || key === 'start' ? new Date(member as string).toISOString() : member,
  ) as unknown
}
