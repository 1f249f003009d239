import { expect, test } from '@jest/globals'
import { Cell, waitFor } from '@sim/core'
import { disconnected, listen, readBody } from '@sim/protocol'
import { once } from 'node:events'
import { RawClient } from './raw-client.ts'

const get = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
const post = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc'

/** Serves a poll that is answered by `answer()` alone. */
async function servePoll() {
  const polls = new Cell<AbortSignal | undefined>(undefined)
  const answer = Promise.withResolvers<void>()
  const server = await listen(async (ctx) => {
    polls.set(disconnected(ctx))
    await answer.promise
    ctx.body = 'answered'
  })
  const polled = () =>
    waitFor(polls, (signal): signal is AbortSignal => signal !== undefined, { what: 'a poll' })
  return Object.assign(server, { polled, answer: answer.resolve })
}

const aborted = async (signal: AbortSignal) => {
  if (!signal.aborted) await once(signal, 'abort', { signal: AbortSignal.timeout(5_000) })
  return signal.aborted
}

const ways: [string, (client: RawClient) => void][] = [
  ['is reset', (client) => client.reset()],
  ['is destroyed', (client) => client[Symbol.dispose]()],
  ['is half-closed', (client) => client.end()],
]

test.each(ways)('the signal aborts when the connection of a poll %s', async (_, goAway) => {
  await using server = await servePoll()
  using client = await RawClient.connect(server.port)
  client.send(get)
  const signal = await server.polled()

  expect(signal.aborted).toBe(false)
  goAway(client)

  expect(await aborted(signal)).toBe(true)
})

test.each(ways)('the signal aborts when the connection %s amid a body', async (_, goAway) => {
  await using server = await servePoll()
  using client = await RawClient.connect(server.port)
  client.send(post)
  const signal = await server.polled()

  goAway(client)

  expect(await aborted(signal)).toBe(true)
})

test('the signal aborts when the server stops', async () => {
  await using server = await servePoll()
  using client = await RawClient.connect(server.port)
  client.send(get)
  const signal = await server.polled()

  await server.stop()

  expect(await aborted(signal)).toBe(true)
})

test('an answered client does not abort, not even when it leaves', async () => {
  await using server = await servePoll()
  using client = await RawClient.connect(server.port)
  client.send(get)
  const signal = await server.polled()

  server.answer()
  await client.receives('answered')
  client.end()
  await client.closed()

  expect(signal.aborted).toBe(false)
})

test('the end of the body is not the end of the client', async () => {
  const early = new Cell<AbortSignal | undefined>(undefined)
  await using server = await listen(async (ctx) => {
    const closed = once(ctx.req, 'close')
    early.set(disconnected(ctx))
    await readBody(ctx.req)
    await closed
    ctx.body = 'answered'
  })

  const response = await fetch(server.url, { method: 'POST', body: 'all of it' })

  expect(await response.text()).toBe('answered')
  expect(early.current?.aborted).toBe(false)
})

test('who asks after the client has gone is told at once', async () => {
  const late = new Cell<AbortSignal | undefined>(undefined)
  const arrived = new Cell(false)
  await using server = await listen(async (ctx) => {
    arrived.set(true)
    await once(ctx.res, 'close')
    late.set(disconnected(ctx))
  })
  using client = await RawClient.connect(server.port)
  client.send(get)
  await waitFor(arrived, Boolean, { what: 'the request' })

  client.reset()

  const signal = await waitFor(late, (value) => value !== undefined, { what: 'a signal' })
  expect(signal?.aborted).toBe(true)
})
