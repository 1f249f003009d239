import { expect, test } from '@jest/globals'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { Sink } from '../fixtures/sink.ts'
import { requestFor, Telemetry } from '../fixtures/telemetry.ts'

const soon = { buffering: { timeoutMs: 25 } }

/** Emits a line and lets its batch become due. */
function send(telemetry: Telemetry, line: string): void {
  telemetry.emit('function', line)
  telemetry.clock.advance(25)
}

/** Answers the first request of a connection, and has the second one meet this. */
async function staleListener(end: (socket: Socket) => void) {
  const bodies: string[] = []
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    let requests = 0
    socket.on('error', () => undefined)
    socket.setEncoding('latin1').on('data', (text) => {
      requests += 1
      if (requests === 2 && connections === 1) return end(socket)
      bodies.push(String(text).split('\r\n\r\n')[1] as string)
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    bodies,
    connections: () => connections,
    uri: `http://sandbox:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close()
      await once(server, 'close')
    },
  }
}

test.each<[string, (socket: Socket) => void]>([
  ['is reset', (socket) => void socket.resetAndDestroy()],
  ['ends', (socket) => void socket.end()],
])(
  'a request on a connection that was kept open and %s unanswered goes out again at once',
  async (_case, end) => {
    await using listener = await staleListener(end)
    await using telemetry = new Telemetry()
    await telemetry.subscribe('shipper', requestFor(listener.uri))
    telemetry.emit('function', 'one')
    await telemetry.flush()

    telemetry.emit('function', 'two')
    await telemetry.flush({ timeoutMs: Infinity })

    const attempts = (await telemetry.told('delivered', 2)).map(({ attempt }) => attempt)
    expect(attempts).toEqual([1, 1])
    expect(listener.connections()).toBe(2)
    expect(listener.bodies.map((body) => JSON.parse(body)[0].record)).toEqual(['one', 'two'])
  },
)

test('a request on a kept connection of whose answer anything came is not sent again at once', async () => {
  const half = (socket: Socket) => void socket.end('HTTP/1.1 2')
  await using listener = await staleListener(half)
  await using telemetry = new Telemetry()
  await telemetry.subscribe('shipper', requestFor(listener.uri))
  telemetry.emit('function', 'one')
  await telemetry.flush()

  telemetry.emit('function', 'two')
  const flushed = telemetry.flush({ timeoutMs: Infinity })
  await telemetry.told('retried')
  telemetry.clock.advance(100)
  await flushed

  const attempts = (await telemetry.told('delivered', 2)).map(({ attempt }) => attempt)
  expect(attempts).toEqual([1, 2])
})

test('a connection that the listener closed between batches is not used for the next one', async () => {
  await using sink = await Sink.start()
  await using telemetry = new Telemetry()
  await telemetry.subscribe('shipper', requestFor(sink.uri))
  for (const record of ['one', 'two', 'three']) {
    telemetry.emit('function', record)
    await telemetry.flush()
    const socket = sink.connections.at(-1)
    socket?.end()
    if (socket?.closed === false) await once(socket, 'close')
  }

  const attempts = (await telemetry.told('delivered', 3)).map(({ attempt }) => attempt)
  expect(attempts).toEqual([1, 1, 1])
  expect(sink.recordsOf('function')).toEqual(['one', 'two', 'three'])
  expect(sink.connections.length).toBe(3)
})

test('a connection that was let go of while frozen has nothing sent before the thaw', async () => {
  const held: ServerResponse[] = []
  await using sink = await Sink.start((response) => void held.push(response))
  await using telemetry = new Telemetry()
  await telemetry.subscribe('shipper', requestFor(sink.uri, ['function'], soon))
  send(telemetry, 'one')
  await sink.hasRequests(1)
  held.pop()?.end()
  await telemetry.told('delivered')
  send(telemetry, 'two')
  await sink.hasRequests(2)

  telemetry.pause()
  const closed = once(held[0]!.socket!, 'close')
  held.pop()?.socket?.resetAndDestroy()
  await closed
  await heard()
  const whileFrozen = telemetry.attempts()
  telemetry.resume()
  await sink.hasRequests(3)
  held.pop()?.end()
  const delivered = await telemetry.told('delivered', 2)

  expect(whileFrozen).toBe(2)
  expect(delivered.map(({ attempt }) => attempt)).toEqual([1, 1])
})

/** Resolves when this process has heard of what happened to its connections. */
async function heard(): Promise<void> {
  for (let n = 0; n < 20; n += 1) await turn()
}

test('an attempt goes out again once, however often its connection was let go of', async () => {
  const transport = {
    open: () => ({
      send: async () => {
        throw Object.assign(new Error('let go of'), { code: 'ERR_DELIVERY_STALE' })
      },
      close: () => undefined,
    }),
  }
  await using telemetry = new Telemetry({ transport, retryDelaysMs: [100] })
  await telemetry.subscribe('shipper', requestFor('http://sandbox:1', ['function'], soon))
  send(telemetry, 'in vain')

  const [retried] = await telemetry.told('retried')
  const begun = telemetry.attempts()
  telemetry.clock.advance(100)
  await telemetry.told('dropped')

  expect([retried?.attempt, begun, telemetry.attempts()]).toEqual([1, 2, 4])
})
