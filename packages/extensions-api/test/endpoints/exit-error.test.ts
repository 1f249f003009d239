import { expect, test } from '@jest/globals'
import { refusals } from '@sim/extensions-api'
import { RefusalError } from '@sim/protocol'
import { call, received, refusalText, send } from '../client.ts'
import { id, serve } from './stub.ts'

const path = 'exit/error'
const identified = { 'Lambda-Extension-Identifier': id }
const typed = { 'Lambda-Extension-Function-Error-Type': 'E.x' }

test('an error is accepted and handed on in the words of the extension', async () => {
  await using api = await serve()

  const answer = await call(api.url, 'POST', path, { ...identified, ...typed }, '{}')

  expect(answer.status).toBe(202)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(answer.text).toBe('{"status":"OK"}\n')
  expect(api.calls).toEqual([['exitError', id, 'E.x']])
})

test.each(['!!', 'Extension.Foo', 'two words'])('the type %s is not judged', async (type) => {
  await using api = await serve()
  const headers = { ...identified, 'Lambda-Extension-Function-Error-Type': type }

  const answer = await call(api.url, 'POST', path, headers)

  expect(answer.status).toBe(202)
  expect(api.calls).toEqual([['exitError', id, type]])
})

test.each([
  [
    'the id beats the type',
    {},
    'MissingExtensionIdentifier',
    'Missing Lambda-Extension-Identifier header',
  ],
  [
    'a bad id',
    { 'Lambda-Extension-Identifier': 'zzz', ...typed },
    'InvalidExtensionIdentifier',
    'Invalid Lambda-Extension-Identifier',
  ],
  ['no type', identified, 'MissingHeader', 'Lambda-Extension-Function-Error-Type not found'],
  [
    'an empty type',
    { ...identified, 'Lambda-Extension-Function-Error-Type': '' },
    'MissingHeader',
    'Lambda-Extension-Function-Error-Type not found',
  ],
])('%s is refused before the service hears of it', async (_, headers, type, message) => {
  await using api = await serve()

  const answer = await call(api.url, 'POST', path, headers as Record<string, string>, '{}')

  expect(answer.status).toBe(403)
  expect(answer.text).toBe(refusalText(`Extension.${type}`, message))
  expect(api.calls).toEqual([])
})

test('the refusal of a service is rendered', async () => {
  await using api = await serve({
    exitError: () => {
      throw new RefusalError(refusals.unknownIdentifier)
    },
  })

  const answer = await call(api.url, 'POST', path, { ...identified, ...typed }, '{}')

  expect(answer.status).toBe(403)
  expect(answer.text).toBe(
    refusalText('Extension.UnknownExtensionIdentifier', 'Unknown Lambda-Extension-Identifier'),
  )
})

test.each([
  ['no body and no content type', ['Content-Length: 0', '', '']],
  ['text', ['Content-Length: 7', '', 'garbage']],
  ['chunks', ['Transfer-Encoding: chunked', '', '2', '{}', '0', '', '']],
  ['an h2c offer', ['Upgrade: h2c', 'HTTP2-Settings: AAEAAEAA', 'Content-Length: 2', '', '{}']],
  ['a body that it asks leave for', ['Expect: 100-continue', 'Content-Length: 2', '', '{}']],
])('a client that sends %s is answered, and its connection goes on', async (_, lines) => {
  await using api = await serve()
  const head = [
    'POST /2020-01-01/extension/exit/error HTTP/1.1',
    'Host: x',
    `Lambda-Extension-Identifier: ${id}`,
    'Lambda-Extension-Function-Error-Type: E.x',
  ]

  const socket = await send(api.port, ...head, ...lines)
  socket.write([...head, 'Connection: close', 'Content-Length: 0', '', ''].join('\r\n'))

  expect((await received(socket)).match(/HTTP\/1.1 202 /g)).toHaveLength(2)
  expect(api.calls).toHaveLength(2)
})
