import { expect, test } from '@jest/globals'
import { ExtensionRegistry, extensionsApi } from '@sim/extensions-api'
import { listen, requestListener } from '@sim/protocol'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const serve = () => listen(extensionsApi(new ExtensionRegistry({ functionName: 'hello' })))

test.each([
  '/2020-01-01/extension//init/error',
  '/2020-01-01/extension/register/',
  '/2020-01-01/Extension/register',
  '/2020-01-01/extension',
  '/2018-06-01/extension/register',
])('POST %s is not known', async (path) => {
  await using api = await serve()

  const response = await fetch(api.url + path, { method: 'POST', body: '{}' })

  expect(response.status).toBe(404)
  expect(await response.text()).toBe('404 page not found\n')
})

test.each([
  ['GET', 'register', 'POST'],
  ['POST', 'event/next', 'GET'],
  ['HEAD', 'event/next', 'GET'],
  ['PUT', 'init/error', 'POST'],
  ['GET', 'exit/error', 'POST'],
])('%s on %s is 405 and allows %s', async (method, path, allowed) => {
  await using api = await serve()

  const response = await fetch(`${api.url}/2020-01-01/extension/${path}`, { method })

  expect(response.status).toBe(405)
  expect(response.headers.get('allow')).toBe(allowed)
  expect(await response.text()).toBe('')
})

test('a refusal is told with its method and its path', async () => {
  const refused: unknown[] = []
  const registry = new ExtensionRegistry({ functionName: 'hello' })
  await using api = await listen(
    extensionsApi(registry, { onRefusal: (refusal) => refused.push(refusal) }),
  )

  await fetch(`${api.url}/2020-01-01/extension/event/next`)

  expect(refused).toEqual([
    {
      method: 'GET',
      path: '/2020-01-01/extension/event/next',
      refusal: {
        status: 403,
        errorType: 'Extension.MissingExtensionIdentifier',
        errorMessage: 'Missing Lambda-Extension-Identifier header',
      },
    },
  ])
})

test('it is mounted beside the routes of somebody else', async () => {
  const registry = new ExtensionRegistry({ functionName: 'hello' })
  const api = requestListener(extensionsApi(registry))
  const server = createServer((request, response) =>
    api(request, response, () => response.end('mine')),
  )
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    const other = await fetch(`${url}/other`)
    const registered = await fetch(`${url}/2020-01-01/extension/register`, {
      method: 'POST',
      headers: { 'Lambda-Extension-Name': 'otel' },
      body: '{}',
    })

    expect(await other.text()).toBe('mine')
    expect(registered.status).toBe(200)
    expect(registry.extensions).toMatchObject([{ name: 'otel', kind: 'internal' }])
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
