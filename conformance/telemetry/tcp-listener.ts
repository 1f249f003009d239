import { Log, waitFor, type WaitLimits } from '@sim/core'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { soon } from '../seed/patience.ts'
import type { ReceivedEvent } from './received-event.ts'

/** Listens for telemetry over TCP on the loopback address, and keeps every byte. */
export class TcpListener implements AsyncDisposable {
  /** Everything that came, as it came. */
  readonly chunks = new Log<Buffer>(Infinity)
  /** How many connections there were. */
  connections = 0
  readonly port: number
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(server: Server) {
    this.#server = server
    this.port = (server.address() as AddressInfo).port
  }

  /** Resolves once it listens. */
  static async start(): Promise<TcpListener> {
    const server = createServer((socket) => {
      listener.connections += 1
      listener.#sockets.add(socket)
      socket.on('data', (chunk: Buffer) => listener.chunks.append(chunk))
      socket.on('close', () => listener.#sockets.delete(socket))
      // Whoever is reset has nothing more to tell.
      socket.on('error', () => socket.destroy())
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const listener = new TcpListener(server)
    return listener
  }

  get text(): string {
    return Buffer.concat(this.chunks.entries()).toString('utf8')
  }

  /** The events of every line that is complete. */
  get events(): readonly ReceivedEvent[] {
    const lines = this.text.split('\n').slice(0, -1)
    return lines.map((line) => JSON.parse(line) as ReceivedEvent)
  }

  /** Everything of one type, oldest first. */
  of(type: string): readonly ReceivedEvent[] {
    return this.events.filter((event) => event.type === type)
  }

  /** Resolves when so many of a type have come, with the last of them. */
  async nth(type: string, count = 1, limits: WaitLimits = soon): Promise<ReceivedEvent> {
    await this.until(() => this.of(type).length >= count, `${count} ${type}`, limits)
    return this.of(type)[count - 1] as ReceivedEvent
  }

  /** Resolves when what has come satisfies a condition, which `what` says in words. */
  async until(holds: () => boolean, what: string, limits: WaitLimits = soon): Promise<void> {
    await waitFor(this.chunks, holds, {
      ...limits,
      what: `${what} to come over TCP`,
      describe: () => this.events.map((event) => event.type).join(', ') || 'nothing',
    })
  }

  /** Hangs up. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.hangUp()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
