import { expect, test } from '@jest/globals'
import { Cell, waitFor } from '@sim/core'
import { listen, readBody, type Body } from '@sim/protocol'
import { createServer } from 'node:http'
import { RawClient } from './raw-client.ts'

/** Serves an endpoint that reads bodies, and tells how the newest of them ended. */
async function serve(limit?: number) {
  const ends = new Cell<Body | Error | undefined>(undefined)
  const server = await listen(async (ctx) => {
    ends.set(await readBody(ctx.req, limit).catch((error: Error) => error))
    ctx.body = 'read'
  })
  const end = () => waitFor(ends, (value) => value !== undefined, { what: 'the body to end' })
  return Object.assign(server, { end })
}

const head = (framing: string) => `POST / HTTP/1.1\r\nHost: x\r\n${framing}\r\n\r\n`
const chunked = head('Transfer-Encoding: chunked')

test('a body is read to its end, byte by byte', async () => {
  await using server = await serve()
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))

  await fetch(server.url, { method: 'POST', body: bytes })

  expect(await server.end()).toEqual({ bytes, size: 256, trailers: {} })
})

test('no body is an empty one', async () => {
  await using server = await serve()

  await fetch(server.url, { method: 'POST' })

  expect(await server.end()).toEqual({ bytes: Buffer.alloc(0), size: 0, trailers: {} })
})

test('a chunked body is put together', async () => {
  await using server = await serve()
  using client = await RawClient.connect(server.port)

  client.send(`${chunked}3\r\nabc\r\n`)
  client.send('2\r\nde\r\n0\r\n\r\n')
  await client.receives('read')

  expect(await server.end()).toEqual({ bytes: Buffer.from('abcde'), size: 5, trailers: {} })
})

test.each([
  ['declared in one header', 'Trailer: Lambda-Error-Type, Lambda-Error-Body\r\n'],
  ['declared in two', 'Trailer: Lambda-Error-Type\r\nTrailer: Lambda-Error-Body\r\n'],
  ['not declared', ''],
])('trailers that are %s are read', async (_, declaration) => {
  await using server = await serve()
  using client = await RawClient.connect(server.port)

  client.send(head(`${declaration}Transfer-Encoding: chunked`))
  client.send('2\r\nhi\r\n0\r\nLambda-Error-Type: Boom\r\nLambda-Error-Body: e30=\r\n\r\n')

  expect(await server.end()).toEqual({
    bytes: Buffer.from('hi'),
    size: 2,
    trailers: { 'lambda-error-type': 'Boom', 'lambda-error-body': 'e30=' },
  })
})

test('an empty body may have trailers', async () => {
  await using server = await serve()
  using client = await RawClient.connect(server.port)

  client.send(`${chunked}0\r\nLambda-Error-Type: Boom\r\n\r\n`)

  expect(await server.end()).toMatchObject({ size: 0, trailers: { 'lambda-error-type': 'Boom' } })
})

test.each([
  [0, ''],
  [3, 'abc'],
  [4, 'abcd'],
  [5, 'abcde'],
  [9, 'abcdefghi'],
  [10, 'abcdefghi'],
])(
  'of a body over the limit of %d bytes the beginning is kept and all is counted',
  async (limit, kept) => {
    await using server = await serve(limit)
    using client = await RawClient.connect(server.port)

    client.send(`${chunked}4\r\nabcd\r\n4\r\nefgh\r\n1\r\ni\r\n0\r\n\r\n`)

    expect(await server.end()).toEqual({ bytes: Buffer.from(kept), size: 9, trailers: {} })
  },
)

test.each<[string, string, (client: RawClient) => void]>([
  ['a body with a length, by FIN', head('Content-Length: 10'), (client) => client.end()],
  ['a body with a length, by RST', head('Content-Length: 10'), (client) => client.reset()],
  ['a chunked body, by FIN', `${chunked}4\r\n`, (client) => client.end()],
  ['a chunked body, by RST', `${chunked}4\r\n`, (client) => client.reset()],
])('a client that goes away in the middle of %s is an error', async (_, start, goAway) => {
  const starts = new Cell(0)
  const failure = new Cell<unknown>(undefined)
  await using server = await listen(async (ctx) => {
    ctx.req.on('data', (chunk: Buffer) => starts.set(starts.current + chunk.length))
    await readBody(ctx.req).catch((error: unknown) => failure.set(error))
  })
  using client = await RawClient.connect(server.port)

  client.send(`${start}abcd`)
  await waitFor(starts, (size) => size === 4, { what: 'four bytes' })
  goAway(client)

  await waitFor(failure, Boolean, { what: 'the body to fail' })
  expect(failure.current).toMatchObject({
    code: 'ERR_BODY_TRUNCATED',
    message: 'the body ended after 4 bytes, before it was complete',
    size: 4,
    cause: { code: 'ECONNRESET' },
  })
})

test('a client that had gone away before is an error too', async () => {
  const failure = new Cell<unknown>(undefined)
  await using server = await listen(async (ctx) => {
    const gone = new Promise((resolve) => ctx.res.once('close', resolve))
    ctx.req.resume()
    arrived.set(true)
    await gone
    await readBody(ctx.req).catch((error: unknown) => failure.set(error))
  })
  const arrived = new Cell(false)
  using client = await RawClient.connect(server.port)

  client.send(head('Content-Length: 10'))
  await waitFor(arrived, Boolean, { what: 'the request' })
  client.reset()

  await waitFor(failure, Boolean, { what: 'the body to fail' })
  expect(failure.current).toHaveProperty('code', 'ERR_BODY_TRUNCATED')
})

test('a body that someone else has read is an error, not an endless wait', async () => {
  await using server = await listen(async (ctx) => {
    for await (const chunk of ctx.req) void chunk
    ctx.body = await readBody(ctx.req).catch((error: unknown) => error)
  })

  const response = await fetch(server.url, { method: 'POST', body: '{}' })

  expect(await response.json()).toMatchObject({ code: 'ERR_BODY_CONSUMED' })
})

test('nothing of Koa is needed', async () => {
  const server = createServer((request, response) => {
    void readBody(request).then(({ bytes }) => response.end(bytes))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }

  const response = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: 'echo' })

  expect(await response.text()).toBe('echo')
  server.closeAllConnections()
  server.close()
})
