import { expect, test } from '@jest/globals'
import { Cell, waitFor } from '@sim/core'
import { disconnected, listen, readBody } from '@sim/protocol'
import { once } from 'node:events'
import { request } from 'node:http'
import { networkInterfaces } from 'node:os'
import type { Middleware } from 'koa'
import { RawClient } from './raw-client.ts'

const hello: Middleware = (ctx) => {
  ctx.body = 'hello'
}

const echo: Middleware = async (ctx) => {
  const { bytes } = await readBody(ctx.req)
  ctx.body = `${ctx.method} ${ctx.url} [${bytes.toString()}]\n`
}

/** Serves polls that only end when their client, or the server, does. */
async function servePolls() {
  const polls = new Cell(0)
  const server = await listen(async (ctx) => {
    polls.set(polls.current + 1)
    await once(disconnected(ctx), 'abort')
  })
  const polled = (count: number) =>
    waitFor(polls, (many) => many === count, { what: `${count} polls` })
  return Object.assign(server, { polled })
}

test('a free port of the loopback interface is taken', async () => {
  await using one = await listen(hello)
  await using other = await listen(hello)

  expect(one).toMatchObject({
    host: '127.0.0.1',
    address: `127.0.0.1:${one.port}`,
    url: `http://127.0.0.1:${one.port}`,
  })
  expect(other.port).not.toBe(one.port)
  expect(await (await fetch(one.url)).text()).toBe('hello')
})

test('several middleware run in their order', async () => {
  const first: Middleware = async (ctx, next) => {
    await next()
    ctx.body = `${String(ctx.body)}, world`
  }
  await using server = await listen([first, hello])

  expect(await (await fetch(server.url)).text()).toBe('hello, world')
})

test('an IPv6 address is written in brackets', async () => {
  const loopback = Object.values(networkInterfaces()).flat()
  const host = loopback.some((face) => face?.address === '::1') ? '::1' : '127.0.0.1'
  await using server = await listen(hello, { host })

  expect(server.address).toBe(`${host === '::1' ? '[::1]' : host}:${server.port}`)
  expect(await (await fetch(server.url)).text()).toBe('hello')
})

test('a port that is taken is an error that says so', async () => {
  await using first = await listen(hello)

  const second = listen(hello, { port: first.port })

  await expect(second).rejects.toMatchObject({
    code: 'ERR_LISTEN',
    message: `cannot listen on ${first.address}: Error: listen EADDRINUSE: address already in use ${first.address}`,
    cause: { code: 'EADDRINUSE' },
  })
})

test.each([
  [{ port: 70_000 }, 'ERR_SOCKET_BAD_PORT'],
  [{ host: '203.0.113.1' }, 'EADDRNOTAVAIL'],
])('%j cannot be had', async (options, code) => {
  await expect(listen(hello, options)).rejects.toMatchObject({
    code: 'ERR_LISTEN',
    cause: { code },
  })
})

test('stop() ends open polls, idle connections and half-sent requests', async () => {
  const server = await servePolls()
  using polling = await RawClient.connect(server.port)
  using idle = await RawClient.connect(server.port)
  using halfway = await RawClient.connect(server.port)
  polling.send('GET /next HTTP/1.1\r\nHost: x\r\n\r\n')
  halfway.send('GET /next HT')
  await server.polled(1)

  await server.stop()

  await Promise.all([polling.closed(), idle.closed(), halfway.closed()])
  await using again = await listen(hello, { port: server.port })
  expect(again.port).toBe(server.port)
})

test('stop() may be called again, and while it stops', async () => {
  const server = await listen(hello)

  const stopped = server.stop()

  expect(server.stop()).toBe(stopped)
  expect(server[Symbol.asyncDispose]()).toBe(stopped)
  await stopped
  await expect(fetch(server.url)).rejects.toThrow('fetch failed')
})

// Node's RIC sends the stack trace of an error in a header, however long.
test('headers of 300 KB are read', async () => {
  await using server = await listen((ctx) => {
    ctx.body = String(ctx.get('Lambda-Runtime-Function-XRay-Error-Cause').length)
  })
  const headers = { 'Lambda-Runtime-Function-XRay-Error-Cause': 'x'.repeat(300_000) }

  const response = await fetch(server.url, { method: 'POST', headers })

  expect([response.status, await response.text()]).toEqual([200, '300000'])
})

test('the bytes of a header are kept, so that UTF-8 can be read from them', async () => {
  await using server = await listen((ctx) => {
    ctx.body = Buffer.from(ctx.get('Cause'), 'latin1')
  })
  using client = await RawClient.connect(server.port)

  client.send(Buffer.from('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCause: 世界\r\n\r\n'))
  await client.closed()

  expect(Buffer.from(client.received, 'latin1').toString()).toMatch(/\r\n\r\n世界$/)
})

test('Expect: 100-continue is answered before the body', async () => {
  await using server = await listen(echo)
  using client = await RawClient.connect(server.port)

  client.send('POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n')
  expect(await client.receives('\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\n\r\n')
  client.send('body')

  expect(await client.receives('[body]')).toContain('HTTP/1.1 200 OK')
})

// java.net.http.HttpClient asks for HTTP/2 on its first request, unless it was told not to.
test.each(['GET', 'POST'])('%s that offers h2c is answered in HTTP/1.1', async (method) => {
  await using server = await listen(echo)
  using client = await RawClient.connect(server.port)

  client.send(
    `${method} /2020-01-01/extension/register HTTP/1.1\r\n` +
      'Connection: Upgrade, HTTP2-Settings\r\nContent-Length: 2\r\nHost: x\r\n' +
      'HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\nUpgrade: h2c\r\n\r\n{}',
  )

  const answer = await client.receives('[{}]')
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  expect(answer).toContain(`${method} /2020-01-01/extension/register`)
})

test('a POST and the GET that follows it in the same packet are both answered, in order', async () => {
  await using server = await listen(echo)
  using client = await RawClient.connect(server.port)

  client.send(
    'POST /response HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\ndone' +
      'GET /next HTTP/1.1\r\nHost: x\r\n\r\n',
  )

  const answers = await client.receives('GET /next []')
  expect(answers.match(/POST \/response \[done\]|GET \/next \[\]/g)).toEqual([
    'POST /response [done]',
    'GET /next []',
  ])
})

test('a poll may be sent before the end of the response that comes before it', async () => {
  await using server = await listen(echo)
  using responding = await RawClient.connect(server.port)
  using polling = await RawClient.connect(server.port)

  responding.send('POST /response HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n')
  polling.send('GET /next HTTP/1.1\r\nHost: x\r\n\r\n')
  await polling.receives('GET /next []')
  responding.send('2\r\nhi\r\n0\r\n\r\n')

  expect(await responding.receives('[hi]')).toContain('200 OK')
})

test('no time-out of a kept connection is announced', async () => {
  await using server = await listen(hello)
  using client = await RawClient.connect(server.port)

  client.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n')

  const answer = await client.receives('hello')
  expect(answer).toContain('Connection: keep-alive')
  expect(answer).not.toContain('timeout')
})

test('a connection is used again', async () => {
  await using server = await listen(echo)
  using client = await RawClient.connect(server.port)

  for (const path of ['/1', '/2', '/3']) {
    client.send(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
    await client.receives(`GET ${path} []`)
  }

  expect(client.received.match(/200 OK/g)).toHaveLength(3)
})

test('onError hears of failures that are not refusals', async () => {
  const errors: unknown[] = []
  const broken = () => Promise.reject(new Error('a bug'))
  await using server = await listen(broken, { onError: (error) => errors.push(error) })

  const status = await new Promise((resolve) =>
    request(server.url, (response) => resolve(response.resume().statusCode)).end(),
  )

  expect(status).toBe(500)
  expect(errors).toEqual([new Error('a bug')])
})
