import { expect, jest, test } from '@jest/globals'
import { ApiRouter, requestListener, type RequestListener } from '@sim/protocol'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const api = () =>
  new ApiRouter('/v1')
    .get('/ping', (ctx) => {
      ctx.body = 'pong'
    })
    .middleware()

/** The listener in a server that is not ours. */
async function serve(listener: RequestListener) {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Calls a listener as Express does: what it does not know goes to the next one. */
const asInExpress =
  (listener: RequestListener): RequestListener =>
  (request, response) =>
    listener(request, response, () => {
      response.setHeader('X-Status-Before', String(response.statusCode))
      response.end('from the next one')
    })

test('an API can be served by a plain node:http server', async () => {
  await using server = await serve(requestListener(api()))

  const known = await fetch(`${server.url}/v1/ping`)
  const unknown = await fetch(`${server.url}/v2/ping`)

  expect([known.status, await known.text()]).toEqual([200, 'pong'])
  expect([unknown.status, await unknown.text()]).toEqual([404, '404 page not found\n'])
})

test('a path of its own is answered, and not handed on', async () => {
  await using server = await serve(asInExpress(requestListener(api())))

  const response = await fetch(`${server.url}/v1/ping`)

  expect([response.status, await response.text()]).toEqual([200, 'pong'])
})

test('a path that is not its own is handed on, as if nobody had touched it', async () => {
  await using server = await serve(asInExpress(requestListener(api())))

  const response = await fetch(`${server.url}/v2/ping`)

  expect([response.status, await response.text()]).toEqual([200, 'from the next one'])
  expect(response.headers.get('x-status-before')).toBe('200')
  expect(response.headers.get('x-content-type-options')).toBeNull()
})

test('a path of its own with another method is refused, not handed on', async () => {
  await using server = await serve(asInExpress(requestListener(api())))

  const response = await fetch(`${server.url}/v1/ping`, { method: 'POST' })

  expect(response.status).toBe(405)
})

test('the next one can still read the body', async () => {
  const listener = requestListener(api())
  await using server = await serve((request, response) =>
    listener(request, response, () => request.pipe(response)),
  )

  const response = await fetch(`${server.url}/other`, { method: 'POST', body: 'for the next one' })

  expect(await response.text()).toBe('for the next one')
})

test('two APIs can stand in line', async () => {
  const other = new ApiRouter('/v2').get('/ping', (ctx) => {
    ctx.body = 'pong of v2'
  })
  await using server = await serve(requestListener([api(), other.middleware()]))

  expect(await (await fetch(`${server.url}/v1/ping`)).text()).toBe('pong')
  expect(await (await fetch(`${server.url}/v2/ping`)).text()).toBe('pong of v2')
})

test('a failure goes to onError, and nothing is printed', async () => {
  const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined)
  const errors: unknown[] = []
  const broken = () => Promise.reject(new Error('a bug'))
  await using telling = await serve(requestListener(broken, (error) => errors.push(error)))
  await using silent = await serve(requestListener(broken))

  const statuses = [(await fetch(telling.url)).status, (await fetch(silent.url)).status]

  expect(statuses).toEqual([500, 500])
  expect(errors).toEqual([new Error('a bug')])
  expect(printed).not.toHaveBeenCalled()
  printed.mockRestore()
})
