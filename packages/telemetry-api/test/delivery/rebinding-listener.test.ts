import { expect, test } from '@jest/globals'
import { Log, systemClock, waitFor } from '@sim/core'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { requestFor, Telemetry } from '../fixtures/telemetry.ts'

/** Takes one connection, stops to listen, and binds again: for each connection. */
class RebindingListener implements AsyncDisposable {
  readonly received = new Log<string>(Infinity)
  readonly #protocol: 'HTTP' | 'TCP'
  readonly #sockets = new Set<Socket>()
  #server: Server | undefined
  #isOver = false
  connections = 0
  port = 0

  constructor(protocol: 'HTTP' | 'TCP') {
    this.#protocol = protocol
  }

  async bind(): Promise<void> {
    if (this.#isOver) return
    const server = this.#protocol === 'HTTP' ? this.#http() : createServer({ allowHalfOpen: true })
    this.#server = server
    server.on('connection', (socket) => {
      this.connections += 1
      this.#sockets.add(socket)
      socket.on('error', () => undefined)
      if (this.#protocol === 'TCP') this.#takeLines(socket)
      server.close()
      void this.bind()
    })
    server.listen(this.port, '127.0.0.1')
    await once(server, 'listening')
    this.port = (server.address() as AddressInfo).port
  }

  #http(): Server {
    return createHttpServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const events = JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown[]
        for (const event of events) this.received.append(JSON.stringify(event))
        // One connection for each batch: the next one comes while the port is bound anew.
        response.setHeader('Connection', 'close').end()
      })
    })
  }

  /** Ends its half after each batch, and reads on. */
  #takeLines(socket: Socket): void {
    let rest = ''
    socket.setEncoding('utf8').on('data', (chunk) => {
      const lines = (rest + String(chunk)).split('\n')
      rest = lines.pop() as string
      for (const line of lines) this.received.append(line)
      socket.end()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true
    this.#server?.close()
    for (const socket of this.#sockets) socket.destroy()
  }
}

test.each(['HTTP', 'TCP'] as const)(
  'CON-005: a listener over %s that takes one connection at a time, and binds again for each, gets all',
  async (protocol) => {
    await using listener = new RebindingListener(protocol)
    await listener.bind()
    await using telemetry = new Telemetry({ clock: systemClock, retryDelaysMs: Array(50).fill(5) })
    const { port } = listener
    const destination =
      protocol === 'TCP'
        ? ({ protocol, port } as const)
        : ({ protocol, URI: `http://sandbox:${port}` } as const)
    await telemetry.subscribe('shipper', requestFor('', ['function'], { destination }))

    for (let n = 0; n < 50; n += 1) {
      for (const part of ['a', 'b', 'c']) telemetry.emit('function', `${n}${part}`)
      await telemetry.flush({ timeoutMs: 10_000 })
    }
    await waitFor(listener.received, () => listener.received.size >= 150, { what: '150 events' })

    const lines = telemetry.events.entries().filter(({ type }) => type === 'function')
    expect(listener.received.entries()).toEqual(lines.map((event) => JSON.stringify(event)))
    expect(listener.connections).toBeGreaterThan(10)
  },
)
