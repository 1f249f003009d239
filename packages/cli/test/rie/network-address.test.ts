import { expect, test } from '@jest/globals'
import { networkAddress } from '../../src/rie/network-address.ts'

test.each([
  { text: '127.0.0.1:9001', host: '127.0.0.1', port: 9001 },
  { text: 'localhost:0', host: 'localhost', port: 0 },
  { text: '[::1]:65535', host: '::1', port: 65_535 },
  { text: ':8080', host: '0.0.0.0', port: 8080 },
  { text: '[]:8080', host: '0.0.0.0', port: 8080 },
])('$text', ({ text, host, port }) => {
  expect(networkAddress('--address', text)).toEqual({ host, port })
})

test.each(['', '127.0.0.1', '127.0.0.1:', 'a:b', '::1:80', 'a:65536', 'a:-1', 'http://a:1'])(
  '%j is no address',
  (text) => {
    const message = `--address must be HOST:PORT with a port from 0 to 65535, found ${JSON.stringify(text)}`

    expect(() => networkAddress('--address', text)).toThrow(
      expect.objectContaining({ code: 'ERR_USAGE', message }),
    )
  },
)
