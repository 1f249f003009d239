import { expect, test } from '@jest/globals'
import { createHash } from 'node:crypto'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import type { ClientRequest } from 'node:http'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { createTransport } from '@sim/telemetry-api'
import { batchOf } from '../fixtures/batches.ts'
import { ok, Sink, status, type Answer } from '../fixtures/sink.ts'
import { requestFor, Telemetry } from '../fixtures/telemetry.ts'

test('BAT-006, BAT-010: a delivery is a POST of a JSON array with its digest', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  await telemetry.subscribe('shipper', requestFor(`${sink.uri}/in`))

  telemetry.emit('function', 'grüße\n')
  await telemetry.flush()

  const [request] = sink.requests.entries()
  const body = '[{"time":"2026-01-01T00:00:00.000Z","type":"function","record":"grüße\\n"}]'
  expect(request).toMatchObject({ method: 'POST', url: '/in', body })
  expect(request?.headers).toMatchObject({
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'sequence-id': createHash('sha256').update(body).digest('base64'),
  })
  expect(request?.headers).not.toHaveProperty('authorization')
})

test.each<[string, Answer]>([
  ['204', status(204)],
  ['302, whose location is not followed', redirect],
  ['200 with text', (response) => void response.end('thanks')],
  ['200 that breaks off', breakOff],
])('DRP-007: %s acknowledges', async (_case, answer) => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start(answer)
  await telemetry.subscribe('shipper', requestFor(sink.uri))

  telemetry.emit('function', 'once')
  await telemetry.flush()

  expect(await telemetry.told('delivered')).toEqual([expect.objectContaining({ attempt: 1 })])
  expect(sink.requests.size).toBe(1)
})

function redirect(...[response]: Parameters<Answer>): void {
  response.writeHead(302, { Location: '/elsewhere' }).end()
}

function breakOff(...[response]: Parameters<Answer>): void {
  response.writeHead(200, { 'Content-Length': 100 })
  response.write('half', () => response.destroy())
}

test('an answer without an end acknowledges once the time is over', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start((response) => void response.writeHead(200).write('and then'))
  await telemetry.subscribe('shipper', requestFor(sink.uri))
  telemetry.emit('function', 'once')
  const answered = headArrived(sink.port)
  const flushed = telemetry.flush({ timeoutMs: Infinity })
  await answered

  telemetry.clock.advance(5_000)
  await flushed

  expect((await telemetry.told('delivered')).length).toBe(1)
  expect(sink.requests.size).toBe(1)
})

/** Resolves when a client of this process has the head of an answer from this port. */
function headArrived(port: number): Promise<void> {
  const channel = 'http.client.response.finish'
  const { promise, resolve } = Promise.withResolvers<void>()
  const listener = (message: unknown) => {
    const { request } = message as { request: ClientRequest }
    if (request.socket?.remotePort !== port) return
    unsubscribe(channel, listener)
    resolve()
  }
  subscribe(channel, listener)
  return promise
}

test('a connection that is closed unanswered is a failed attempt', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start((response) => void response.socket?.end())
  await telemetry.subscribe('shipper', requestFor(sink.uri))
  telemetry.emit('function', 'twice')

  const flushed = telemetry.flush({ timeoutMs: Infinity })
  const [retried] = await telemetry.told('retried')
  sink.answer = ok
  telemetry.clock.advance(100)
  await flushed

  expect(retried?.cause).toBe('socket hang up')
  expect(sink.requests.size).toBe(2)
})

test('one connection carries every batch, unless the subscriber closes it', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  await telemetry.subscribe('shipper', requestFor(sink.uri))
  for (const line of ['1', '2', '3']) {
    telemetry.emit('function', line)
    await telemetry.flush()
  }
  const before = sink.connections.length

  sink.answer = (response) => void response.setHeader('Connection', 'close').end()
  for (const line of ['4', '5']) {
    telemetry.emit('function', line)
    await telemetry.flush()
  }

  expect([before, sink.connections.length]).toEqual([1, 2])
  expect(sink.recordsOf('function')).toEqual(['1', '2', '3', '4', '5'])
})

test('an answer before the batch was read counts, and does not block what follows', async () => {
  await using telemetry = new Telemetry()
  // Reads no more than the socket does by itself, answers at once, and stays.
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => {
      socket.pause()
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await telemetry.subscribe('shipper', requestFor(`http://sandbox:${port}`))
  const line = 'x'.repeat(8_000_000)

  for (const record of [line, 'next']) {
    telemetry.emit('function', record)
    await telemetry.flush({ timeoutMs: Infinity })
  }
  const delivered = await telemetry.told('delivered', 2)
  await telemetry.stop()
  server.close()

  expect(delivered.map(({ attempt }) => attempt)).toEqual([1, 1])
})

test('a connection that is handed in carries every batch to where its owner has it end', async () => {
  await using sink = await Sink.start()
  const asked: string[] = []
  const transport = createTransport({
    async createConnection({ host, port }) {
      asked.push(`${host}:${port}`)
      const socket = connect(sink.port, '127.0.0.1')
      await once(socket, 'connect')
      return socket
    },
  })
  await using telemetry = new Telemetry({ transport })
  await telemetry.subscribe('shipper', requestFor('http://sandbox.localdomain:4243/in'))

  for (const line of ['1', '2']) {
    telemetry.emit('function', line)
    await telemetry.flush()
  }

  expect(asked).toEqual(['127.0.0.1:4243'])
  expect(sink.recordsOf('function')).toEqual(['1', '2'])
  expect(sink.requests.entries()[0]?.headers['host']).toBe('sandbox.localdomain:4243')
})

test('a connection that cannot be opened is a failed attempt, and the next one is tried', async () => {
  await using sink = await Sink.start()
  const tries = [
    () => Promise.reject(new Error('nobody listens inside')),
    () => Promise.resolve(connect(sink.port, '127.0.0.1')),
  ]
  const transport = createTransport({ createConnection: () => tries.shift()!() })
  await using telemetry = new Telemetry({ transport })
  await telemetry.subscribe('shipper', requestFor('http://sandbox:4243'))
  telemetry.emit('function', 'twice')

  const flushed = telemetry.flush({ timeoutMs: Infinity })
  const [retried] = await telemetry.told('retried')
  telemetry.clock.advance(100)
  await flushed

  expect(retried?.cause).toBe('nobody listens inside')
  expect(sink.recordsOf('function')).toEqual(['twice'])
})

test('a connection that comes after the end is closed', async () => {
  await using sink = await Sink.start()
  const opening = Promise.withResolvers<Socket>()
  const transport = createTransport({ createConnection: () => opening.promise })
  const channel = await transport.open({
    protocol: 'HTTP',
    method: 'POST',
    host: '127.0.0.1',
    port: sink.port,
    path: '/',
    authority: 'sandbox',
  })
  const aborting = new AbortController()
  const sent = channel.send(batchOf('{}'), aborting.signal)
  aborting.abort(new Error('given up'))
  await expect(sent).rejects.toThrow('given up')
  const socket = connect(sink.port, '127.0.0.1')
  const closed = once(socket, 'close')

  channel.close()
  opening.resolve(socket)

  await closed
  expect(socket.destroyed).toBe(true)
})

test('a subscriber that asked for PUT gets PUT', async () => {
  await using sink = await Sink.start()
  const { port } = sink
  const channel = await createTransport().open({
    protocol: 'HTTP',
    host: '127.0.0.1',
    port,
    path: '/logs',
    authority: 'sandbox',
    method: 'PUT',
  })

  await channel.send(batchOf('{"n":1}'), new AbortController().signal)
  channel.close()

  expect(sink.requests.entries()).toMatchObject([
    { method: 'PUT', url: '/logs', body: '[{"n":1}]' },
  ])
})
