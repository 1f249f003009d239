import { expect, test } from '@jest/globals'
import {
  parseHttpDestination,
  parseTcpDestination,
} from '../../src/subscriptions/parse-destination.ts'

test.each([
  ['http://sandbox.localdomain:4243', 4243, '/', 'sandbox.localdomain:4243'],
  ['http://sandbox:8999/', 8999, '/', 'sandbox:8999'],
  ['HTTP://Sandbox.LocalDomain:80/a', 80, '/a', 'Sandbox.LocalDomain:80'],
  ['http://sandbox:1/a/b?x=1&y=%20#gone', 1, '/a/b?x=1&y=%20', 'sandbox:1'],
  ['http://sandbox:65535?x=1', 65535, '/?x=1', 'sandbox:65535'],
  ['http://sandbox:4243//two', 4243, '//two', 'sandbox:4243'],
  ['http://sandbox:4243/ü ö', 4243, '/%C3%BC%20%C3%B6', 'sandbox:4243'],
])('%s is a destination', (uri, port, path, authority) => {
  const destination = parseHttpDestination(uri, 'strict')

  const [protocol, host, method] = ['HTTP', '127.0.0.1', 'POST']
  expect(destination).toEqual({ protocol, host, port, path, authority, method })
})

test.each([
  ['http://127.0.0.1:4243/in', '127.0.0.1:4243'],
  ['http://localhost:4243/in', 'localhost:4243'],
  ['http://0.0.0.0:4243/in', '0.0.0.0:4243'],
  ['http://:4243/in', '127.0.0.1:4243'],
])('%s is a destination where leniency rules', (uri, authority) => {
  expect(parseHttpDestination(uri, 'lenient')).toMatchObject({ port: 4243, path: '/in', authority })
  expect(parseHttpDestination(uri, 'strict')).toEqual([
    'destination.URI host must be sandbox.localdomain',
  ])
})

const host = 'destination.URI host must be sandbox.localdomain'
const port = 'destination.URI port must be from 1 to 65535'
const http = 'destination.URI should be http://sandbox.localdomain:<port>[/<path>]'

test.each([
  ['http://sandbox.localdomain', ['URI port is not provided']],
  ['http://sandbox.localdomain:/', ['URI port is not provided']],
  ['http://sandbox:0', [`${port}, not "0"`]],
  ['http://sandbox:65536', [`${port}, not "65536"`]],
  ['http://sandbox:80a', [`${port}, not "80a"`]],
  ['http://sandbox:1e3', [`${port}, not "1e3"`]],
  ['http://sandbox:9001', ['destination.URI port 9001 is reserved']],
  ['http://sandbox:09001', ['destination.URI port 9001 is reserved']],
  ['https://sandbox:4243', ['destination.URI scheme must be http, not "https"']],
  ['tcp://sandbox:4243', ['destination.URI scheme must be http, not "tcp"']],
  ['http://example.com:4243', [host]],
  ['http://user@sandbox:4243', [host]],
  ['http://sandbox.:4243', [host]],
  ['http://[::1]:4243', [host]],
  ['http://sandbox.localdomain.example.com:4243', [host]],
  [
    'https://example.com',
    ['destination.URI scheme must be http, not "https"', host, 'URI port is not provided'],
  ],
  ['', [`${http}, not ""`]],
  ['sandbox:4243', [`${http}, not "sandbox:4243"`]],
])('"%s" is no destination, however lenient: %j', (uri, problems) => {
  expect(parseHttpDestination(uri, 'strict')).toEqual(problems)
  expect(parseHttpDestination(uri, 'lenient')).toEqual(problems)
})

test('what a message repeats of a request is bounded', () => {
  const [problem] = parseHttpDestination('x'.repeat(100_000), 'strict') as readonly string[]

  expect(problem?.length).toBeLessThan(200)
})

test.each([
  [{ port: 4243 }, 4243, 'sandbox.localdomain:4243'],
  [{ port: 1, URI: 'anything' }, 1, 'sandbox.localdomain:1'],
  [{ port: 65_535, URI: 'tcp://sandbox:9' }, 65_535, 'sandbox.localdomain:65535'],
  [{ URI: 'tcp://sandbox.localdomain:4243' }, 4243, 'sandbox.localdomain:4243'],
  [{ URI: 'TCP://sandbox:4243/ignored' }, 4243, 'sandbox:4243'],
])('%j is a destination for TCP', (named, port, authority) => {
  const destination = parseTcpDestination(named, 'strict')

  expect(destination).toEqual({ protocol: 'TCP', host: '127.0.0.1', port, authority })
})

const integer = 'destination.port should be an integer from 1 to 65535'

test.each([
  [{}, [`${integer}, but is missing`]],
  [{ port: 0 }, [`${integer}, not 0`]],
  [{ port: 65_536 }, [`${integer}, not 65536`]],
  [{ port: 80.5 }, [`${integer}, not 80.5`]],
  [{ port: '4243' }, [`${integer}, not "4243"`]],
  [{ port: null, URI: 'tcp://sandbox:4243' }, [`${integer}, not null`]],
  [{ URI: 4243 }, [`${integer}, but is missing`]],
  [{ port: 9001 }, ['destination.port 9001 is reserved']],
  [{ URI: 'tcp://sandbox:9001' }, ['destination.URI port 9001 is reserved']],
  [
    { URI: 'http://example.com' },
    ['destination.URI scheme must be tcp, not "http"', host, 'URI port is not provided'],
  ],
  [{ URI: 'x' }, ['destination.URI should be tcp://sandbox.localdomain:<port>, not "x"']],
])('%j is no destination for TCP, however lenient', (named, problems) => {
  expect(parseTcpDestination(named, 'strict')).toEqual(problems)
  expect(parseTcpDestination(named, 'lenient')).toEqual(problems)
})
