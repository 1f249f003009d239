import { expect, jest, test } from '@jest/globals'
import { Cell, Log, waitFor } from '@sim/core'
import {
  ApiRouter,
  disconnected,
  HangUpError,
  listen,
  readBody,
  RefusalError,
  type Endpoint,
  type RefusalListener,
} from '@sim/protocol'
import { once } from 'node:events'
import { RawClient } from './raw-client.ts'

const refusal = { status: 403, errorType: 'Forbidden', errorMessage: 'not now' }
const post = 'POST /v1/thing HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc'

/** Serves one endpoint, and records what its API was told to report. */
async function serve(endpoint: Endpoint) {
  const refused: Parameters<RefusalListener>[0][] = []
  const errors = new Log<unknown>()
  const api = new ApiRouter('/v1').post('/thing', endpoint)
  const server = await listen(
    api.middleware((one) => refused.push(one)),
    { onError: (error) => errors.append(error) },
  )
  return Object.assign(server, { refused, errors, endpoint: `${server.url}/v1/thing` })
}

/** Sends half a request, and goes away when the endpoint has begun. */
async function leaveHalfway(
  port: number,
  began: Cell<boolean>,
  leave = (client: RawClient) => client.reset(),
): Promise<void> {
  using client = await RawClient.connect(port)
  client.send(post)
  await waitFor(began, Boolean, { what: 'the request' })
  leave(client)
  await client.closed()
}

test('a listener hears of each refusal', async () => {
  await using api = await serve(() => {
    throw new RefusalError(refusal)
  })

  const response = await fetch(`${api.endpoint}?query=1`, { method: 'POST' })

  expect(response.status).toBe(403)
  expect(api.refused).toEqual([{ method: 'POST', path: '/v1/thing', refusal }])
  expect(api.errors.entries()).toEqual([])
})

test('a refusal that another copy of this package made is rendered all the same', async () => {
  let copy: typeof import('@sim/protocol') | undefined
  jest.isolateModules(() => {
    copy = jest.requireActual('@sim/protocol')
  })
  const { RefusalError: Other } = copy as typeof import('@sim/protocol')
  await using api = await serve(() => {
    throw new Other(refusal)
  })

  const response = await fetch(api.endpoint, { method: 'POST' })

  expect(await response.json()).toEqual({ errorMessage: 'not now', errorType: 'Forbidden' })
})

test('a hang-up closes the connection without a word', async () => {
  await using api = await serve(() => {
    throw new HangUpError('the runtime was replaced')
  })
  using client = await RawClient.connect(api.port)

  client.send(post)
  await client.closed()

  expect(client.received).toBe('')
  expect([api.refused, api.errors.entries()]).toEqual([[], []])
})

test.each([
  ['an error', new Error('a bug')],
  ['a text', 'a bug'],
  ['nothing', undefined],
])('%s that was thrown is a 500, and an error event', async (_, thrown) => {
  await using api = await serve(() => {
    throw thrown
  })

  const response = await fetch(api.endpoint, { method: 'POST' })

  expect(response.status).toBe(500)
  expect(await response.text()).toBe(
    '{"errorMessage":"Internal Server Error","errorType":"InternalServerError"}\n',
  )
  expect(api.errors.entries()).toEqual([thrown])
})

test('a failure after the answer has begun breaks the answer off, and is an error event', async () => {
  await using api = await serve(async (ctx) => {
    ctx.res.write('the first half')
    await new Promise((resolve) => setImmediate(resolve))
    throw new Error('a bug')
  })
  using client = await RawClient.connect(api.port)

  client.send(post)
  await client.closed()

  expect(client.received).toMatch(/the first half/)
  expect(client.received).not.toContain('InternalServerError')
  expect(api.errors.entries()).toEqual([new Error('a bug')])
})

const waits: [string, Endpoint][] = [
  ['whose body was being read', async (ctx) => void (await readBody(ctx.req))],
  ['that was being waited for', async (ctx) => disconnected(await closed(ctx)).throwIfAborted()],
]
const ways: [string, (client: RawClient) => void][] = [
  ['reset the connection', (client) => client.reset()],
  ['closed the connection', (client) => client[Symbol.dispose]()],
  ['closed its half of the connection', (client) => client.end()],
]

test.each(
  waits.flatMap(([who, wait]) => ways.map(([left, leave]) => ({ who, left, wait, leave }))),
)('a client $who when it $left is no failure', async ({ wait, leave }) => {
  const began = new Cell(false)
  const ended = new Cell(false)
  await using api = await serve(async (ctx) => {
    began.set(true)
    try {
      await wait(ctx)
    } finally {
      setImmediate(() => ended.set(true))
    }
  })

  await leaveHalfway(api.port, began, leave)
  await waitFor(ended, Boolean, { what: 'the endpoint to end' })

  expect(api.errors.entries()).toEqual([])
})

test('a bug is an error event, though the client has left', async () => {
  const began = new Cell(false)
  await using api = await serve(async (ctx) => {
    began.set(true)
    await closed(ctx)
    throw new Error('a bug')
  })

  await leaveHalfway(api.port, began)

  await waitFor(api.errors, (error) => error !== undefined, { what: 'the error event' })
  expect(api.errors.entries()).toEqual([new Error('a bug')])
})

async function closed(ctx: Parameters<Endpoint>[0]): Promise<Parameters<Endpoint>[0]> {
  await once(ctx.res, 'close')
  return ctx
}
