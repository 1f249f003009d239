import { expect, test } from '@jest/globals'
import { refusals } from '@sim/extensions-api'
import { RefusalError } from '@sim/protocol'
import { once } from 'node:events'
import { call, received, refusalText, send } from '../client.ts'
import { fn, id, serve } from './stub.ts'

const named = (name: string) => ({ 'Lambda-Extension-Name': name })

test('an extension is told who it is and which function it serves', async () => {
  await using api = await serve()

  const answer = await call(api.url, 'POST', 'register', named('otel'), '{"events":["INVOKE"]}')

  expect(answer.status).toBe(200)
  expect(answer.headers.get('lambda-extension-identifier')).toBe(id)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(answer.text).toBe(
    '{"functionName":"hello","functionVersion":"$LATEST","handler":"index.handler"}\n',
  )
  expect(api.calls).toEqual([['register', { name: 'otel', events: ['INVOKE'], features: [] }]])
})

test('the account id is the first key, whatever order the service gives', async () => {
  await using api = await serve({
    register: () => ({ extensionId: id, response: { ...fn, accountId: '123456789012' } }),
  })

  const answer = await call(api.url, 'POST', 'register', named('otel'), '{}')

  expect(answer.text).toBe(
    '{"accountId":"123456789012","functionName":"hello","functionVersion":"$LATEST","handler":"index.handler"}\n',
  )
})

test('features are handed on trimmed, known or not', async () => {
  await using api = await serve()
  const headers = { ...named('otel'), 'Lambda-Extension-Accept-Feature': 'x, accountId ,,y' }

  await call(api.url, 'POST', 'register', headers, '{}')

  expect(api.calls).toEqual([
    ['register', { name: 'otel', events: [], features: ['x', 'accountId', 'y'] }],
  ])
})

test('events are handed on as they were sent, known or not', async () => {
  await using api = await serve()

  await call(api.url, 'POST', 'register', named('otel'), '{"events":["INVOKE","x","INVOKE"]}')

  expect(api.calls).toMatchObject([['register', { events: ['INVOKE', 'x', 'INVOKE'] }]])
})

test.each([
  ['no name beats a bad body', {}, 'nope', 'InvalidExtensionName', 'Empty extension name'],
  ['an empty name', named(''), '{}', 'InvalidExtensionName', 'Empty extension name'],
])('%s is refused before the service hears of it', async (_, headers, body, type, message) => {
  await using api = await serve()

  const answer = await call(api.url, 'POST', 'register', headers as Record<string, string>, body)

  expect(answer.status).toBe(403)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(answer.text).toBe(refusalText(`Extension.${type}`, message))
  expect(api.calls).toEqual([])
})

test('a bad body is refused before the service hears of it', async () => {
  await using api = await serve()

  const answer = await call(api.url, 'POST', 'register', named('otel'), '{"events":')

  expect(answer.status).toBe(403)
  expect(answer.text).toBe(refusalText('InvalidRequestFormat', 'unexpected end of JSON input'))
  expect(api.calls).toEqual([])
})

test('the refusal of a service is rendered', async () => {
  await using api = await serve({
    register: () => {
      throw new RefusalError(refusals.registrationClosed)
    },
  })

  const answer = await call(api.url, 'POST', 'register', named('otel'), '{}')

  expect(answer.status).toBe(403)
  expect(answer.text).toBe(
    refusalText('Extension.RegistrationClosed', 'Extension registration closed already'),
  )
})

test('a response with a key that the platform does not send is a bug of the service', async () => {
  const response = { ...fn, region: 'us-east-1' }
  await using api = await serve({ register: () => ({ extensionId: id, response }) })

  const answer = await call(api.url, 'POST', 'register', named('otel'), '{}')

  expect(answer.status).toBe(500)
  expect(api.errors).toHaveLength(1)
})

const head = 'POST /2020-01-01/extension/register HTTP/1.1'
const common = ['Host: x', 'Connection: close', 'Lambda-Extension-Name: otel']

test.each([
  ['without a content type', ['Content-Length: 21']],
  ['as a form', ['Content-Type: application/x-www-form-urlencoded', 'Content-Length: 21']],
  [
    'as JSON with a charset',
    ['Content-Type: application/json; charset=utf-8', 'Content-Length: 21'],
  ],
  ['as bytes', ['Content-Type: application/octet-stream', 'Content-Length: 21']],
])('a body comes %s', async (_, headers) => {
  await using api = await serve()

  const socket = await send(api.port, head, ...common, ...headers, '', '{"events":["INVOKE"]}')

  expect(await received(socket)).toMatch(/^HTTP\/1.1 200 /)
  expect(api.calls).toMatchObject([['register', { events: ['INVOKE'] }]])
})

test('a body comes in chunks', async () => {
  await using api = await serve()
  const chunks = ['9', '{"events"', 'c', ':["INVOKE"]}', '0', '', '']

  const socket = await send(api.port, head, ...common, 'Transfer-Encoding: chunked', '', ...chunks)

  expect(await received(socket)).toMatch(/^HTTP\/1.1 200 /)
  expect(api.calls).toMatchObject([['register', { events: ['INVOKE'] }]])
})

test('a client that offers h2c is answered in HTTP/1.1', async () => {
  await using api = await serve()

  const socket = await send(
    api.port,
    head,
    'Host: x',
    'Connection: Upgrade, HTTP2-Settings',
    'Upgrade: h2c',
    'HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
    'Lambda-Extension-Name: otel',
    'Content-Length: 2',
    '',
    '{}',
  )
  const [chunk] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()

  expect(chunk.toString()).toMatch(/^HTTP\/1.1 200 /)
})

test('a client that waits for 100 Continue gets it, and then its answer', async () => {
  await using api = await serve()

  const socket = await send(
    api.port,
    head,
    ...common,
    'Expect: 100-continue',
    'Content-Length: 21',
    '',
    '',
  )
  const [first] = (await once(socket, 'data')) as [Buffer]
  socket.write('{"events":["INVOKE"]}')

  expect(first.toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n')
  expect(await received(socket)).toMatch(/^HTTP\/1.1 200 /)
  expect(api.calls).toMatchObject([['register', { events: ['INVOKE'] }]])
})

test('a name is UTF-8, and of a repeated one the first counts', async () => {
  await using api = await serve()

  const socket = await send(
    api.port,
    head,
    'Host: x',
    'Connection: close',
    'Lambda-Extension-Name: fühler',
    'Lambda-Extension-Name: otel',
    'Content-Length: 2',
    '',
    '{}',
  )

  expect(await received(socket)).toMatch(/^HTTP\/1.1 200 /)
  expect(api.calls).toMatchObject([['register', { name: 'fühler' }]])
})
