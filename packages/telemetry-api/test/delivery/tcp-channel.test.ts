import { expect, test } from '@jest/globals'
import { createTransport, loopbackTransport } from '@sim/telemetry-api'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { batchOf, texts } from '../fixtures/batches.ts'
import { RawSink } from '../fixtures/raw-sink.ts'
import { freePort } from '../fixtures/sink.ts'

const never = () => new AbortController().signal

test('TCP is connected when it is opened, and its lines end with one LF each', async () => {
  await using sink = await RawSink.start()
  const channel = await loopbackTransport.open(sink.destination)
  const connection = await sink.connection(1)

  await channel.send(batchOf('{"n":1}', '{"text":"grüße\\n"}'), never())
  await channel.send(batchOf('{"n":2}'), never())
  channel.close()
  await connection.ended

  expect(connection.text).toBe('{"n":1}\n{"text":"grüße\\n"}\n{"n":2}\n')
  expect(sink.connections.size).toBe(1)
})

test('TCP to where nobody listens cannot be opened', async () => {
  const port = await freePort()
  const destination = { protocol: 'TCP', host: '127.0.0.1', port, authority: 'sandbox' } as const

  const opening = loopbackTransport.open(destination)

  await expect(opening).rejects.toThrow('ECONNREFUSED')
})

test('an end that came between two batches is noticed: the next one takes a new connection', async () => {
  await using sink = await RawSink.start()
  const channel = await loopbackTransport.open(sink.destination)
  const first = await sink.connection(1)
  await channel.send(batchOf('"one"'), never())

  first.socket.end()
  await first.ended
  await channel.send(batchOf('"two"'), never())
  const second = await sink.connection(2)
  channel.close()
  await second.ended

  expect([first.text, second.text]).toEqual(['"one"\n', '"two"\n'])
})

test('the end of what a subscriber sends is the end of its connection', async () => {
  await using sink = await RawSink.start()
  const channel = await loopbackTransport.open(sink.destination)
  const { socket, ended } = await sink.connection(1)

  // Half of it only: this end could still read.
  socket.end()

  await expect(ended).resolves.toBeUndefined()
  channel.close()
})

test('a subscriber that never reads is given up, and no line goes out twice, nor in parts', async () => {
  await using sink = await RawSink.start({ isMute: true })
  const lines = texts(600, 100_000)
  const batch = batchOf(...lines)
  const channel = await loopbackTransport.open(sink.destination)
  const first = await sink.connection(1)
  const aborting = new AbortController()
  const sent = channel.send(batch, aborting.signal)
  await stalled(() => batch.delivered)

  aborting.abort(new Error('too slow'))
  await expect(sent).rejects.toThrow('too slow')
  const before = batch.delivered
  const again = channel.send(batch, never())
  const second = await sink.connection(2)
  second.socket.resume()
  await again
  channel.close()
  first.socket.resume()
  await Promise.all([first.ended, second.ended])

  expect(before).toBeGreaterThan(0)
  expect(first.lines.length).toBe(before)
  expect(second.text.endsWith('\n')).toBe(true)
  expect([...first.lines, ...second.lines]).toEqual(lines)
})

/** Resolves when a number has stopped to grow for some turns of the event loop. */
async function stalled(count: () => number): Promise<void> {
  for (let same = 0, last = -1; same < 200;) {
    const now = count()
    same = now === last && now > 0 ? same + 1 : 0
    last = now
    await new Promise(setImmediate)
  }
}

test('after a reset in the middle of a batch the next connection begins with a whole line', async () => {
  await using sink = await RawSink.start()
  const lines = texts(600, 100_000)
  const batch = batchOf(...lines)
  const channel = await loopbackTransport.open(sink.destination)
  const first = await sink.connection(1)
  const sent = channel.send(batch, never())
  await first.hasRead(1_000_000)

  first.socket.resetAndDestroy()
  await expect(sent).rejects.toThrow(/ECONNRESET|EPIPE|closed the connection/)
  const before = batch.delivered
  await channel.send(batch, never())
  const second = await sink.connection(2)
  channel.close()
  await second.ended

  expect(before).toBeLessThan(lines.length)
  expect(second.lines).toEqual(lines.slice(before))
  expect(first.lines).toEqual(lines.slice(0, first.lines.length))
  expect(first.lines.length).toBeLessThanOrEqual(before)
})

test('what a subscriber sends is thrown away', async () => {
  await using sink = await RawSink.start()
  const channel = await loopbackTransport.open(sink.destination)
  const connection = await sink.connection(1)

  const isRead = once(connection.socket, 'drain')
  connection.socket.write('chatter\n'.repeat(4_000_000))
  await isRead
  await channel.send(batchOf('"still"'), never())
  channel.close()
  await connection.ended

  expect(connection.text).toBe('"still"\n')
})

test('TCP goes over a connection that is handed in', async () => {
  await using sink = await RawSink.start()
  const asked: number[] = []
  const transport = createTransport({
    async createConnection({ port }) {
      asked.push(port)
      const socket = connect(sink.port, '127.0.0.1')
      await once(socket, 'connect')
      return socket
    },
  })
  const channel = await transport.open({ ...sink.destination, port: 4243 })

  await channel.send(batchOf('"inside"'), never())
  channel.close()
  const connection = await sink.connection(1)
  await connection.ended

  expect([asked, connection.text]).toEqual([[4243], '"inside"\n'])
})

test('a connection that comes after nobody wants it any more is closed', async () => {
  await using sink = await RawSink.start()
  const opening = Promise.withResolvers<Socket>()
  const transport = createTransport({ createConnection: () => opening.promise })
  const aborting = new AbortController()
  const opened = transport.open(sink.destination, aborting.signal)

  aborting.abort(new Error('the window closed'))
  await expect(opened).rejects.toThrow('the window closed')
  const socket = connect(sink.port, '127.0.0.1')
  await once(socket, 'connect')
  opening.resolve(socket)

  await expect(once(socket, 'close')).resolves.toEqual([false])
})

test('closing lets go of the connection, and of one that is being made', async () => {
  await using sink = await RawSink.start()
  const hanging = () => new Promise<Socket>(() => undefined)
  const sockets = [async () => connect(sink.port, '127.0.0.1'), hanging]
  const transport = createTransport({ createConnection: () => sockets.shift()!() })
  const channel = await transport.open(sink.destination)
  const { socket, ended } = await sink.connection(1)
  socket.end()
  await ended
  const sent = channel.send(batchOf('"late"'), never())

  channel.close()

  await expect(sent).rejects.toMatchObject({ code: 'ERR_DELIVERY_ENDED' })
})
