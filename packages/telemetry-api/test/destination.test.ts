import { expect, test } from '@jest/globals'
import { parseDestination } from '../src/destination.ts'

test.each([
  ['http://sandbox.localdomain:4243', 4243, '/', 'sandbox.localdomain:4243'],
  ['http://sandbox:8999/', 8999, '/', 'sandbox:8999'],
  ['HTTP://Sandbox.LocalDomain:80/a', 80, '/a', 'Sandbox.LocalDomain:80'],
  ['http://sandbox:1/a/b?x=1&y=%20#gone', 1, '/a/b?x=1&y=%20', 'sandbox:1'],
  ['http://sandbox:65535?x=1', 65535, '/?x=1', 'sandbox:65535'],
  ['http://sandbox:4243//two', 4243, '//two', 'sandbox:4243'],
  ['http://sandbox:4243/ü ö', 4243, '/%C3%BC%20%C3%B6', 'sandbox:4243'],
])('%s is a destination', (uri, port, path, authority) => {
  const destination = parseDestination(uri, 'strict')

  expect(destination).toEqual({ protocol: 'HTTP', host: '127.0.0.1', port, path, authority })
})

test.each([
  ['http://127.0.0.1:4243/in', '127.0.0.1:4243'],
  ['http://localhost:4243/in', 'localhost:4243'],
  ['http://0.0.0.0:4243/in', '0.0.0.0:4243'],
  ['http://:4243/in', '127.0.0.1:4243'],
])('%s is a destination where leniency rules', (uri, authority) => {
  expect(parseDestination(uri, 'lenient')).toMatchObject({ port: 4243, path: '/in', authority })
  expect(parseDestination(uri, 'strict')).toEqual([
    'destination.URI host must be sandbox.localdomain',
  ])
})

const host = 'destination.URI host must be sandbox.localdomain'
const port = 'destination.URI port must be from 1 to 65535'

test.each([
  ['http://sandbox.localdomain', ['URI port is not provided']],
  ['http://sandbox.localdomain:/', ['URI port is not provided']],
  ['http://sandbox:0', [port]],
  ['http://sandbox:65536', [port]],
  ['http://sandbox:80a', [port]],
  ['http://sandbox:9001', ['destination.URI port 9001 is reserved']],
  ['https://sandbox:4243', ['destination.URI scheme must be http']],
  ['http://example.com:4243', [host]],
  ['http://user@sandbox:4243', [host]],
  ['http://sandbox.:4243', [host]],
  ['http://[::1]:4243', [host]],
  ['http://sandbox.localdomain.example.com:4243', [host]],
  [
    'https://example.com',
    ['destination.URI scheme must be http', host, 'URI port is not provided'],
  ],
  ['', ['destination.URI should be http://sandbox.localdomain:<port>[/<path>]']],
  ['sandbox:4243', ['destination.URI should be http://sandbox.localdomain:<port>[/<path>]']],
])('"%s" is no destination, however lenient: %j', (uri, problems) => {
  expect(parseDestination(uri, 'strict')).toEqual(problems)
  expect(parseDestination(uri, 'lenient')).toEqual(problems)
})
