import { expect, test } from '@jest/globals'
import { LogsSubscribeRequest } from '@sim/telemetry-api'
import { logsSubscribeRequestFor } from '../../src/logs/logs-subscribe-request.ts'

const valid = {
  types: ['platform'],
  destination: { protocol: 'HTTP', URI: 'http://sandbox.localdomain:4243' },
}
const withDestination = (members: object) => ({
  ...valid,
  destination: { ...valid.destination, ...members },
})
const problemsOf = (request: unknown) =>
  LogsSubscribeRequest.safeParse(request).error?.issues.map(({ message }) => message)

test.each([
  ['nothing but what it must have', valid],
  ['the newer schemaVersion', { ...valid, schemaVersion: '2021-03-18' }],
  ['PUT and JSON', withDestination({ method: 'PUT', encoding: 'JSON' })],
  ['POST', withDestination({ method: 'POST' })],
  ['a port for TCP', { ...valid, destination: { protocol: 'TCP', port: 4243 } }],
  ['members that nobody knows', { ...valid, x: 1, buffering: { x: 1 } }],
])('a request with %s is one', (_what, request) => {
  expect(LogsSubscribeRequest.parse(request)).toEqual({ schemaVersion: '2020-08-15', ...request })
})

test.each([
  [
    { ...valid, schemaVersion: '2025-01-29' },
    ['schemaVersion should be one of 2020-08-15, 2021-03-18, not "2025-01-29"'],
  ],
  [withDestination({ method: 'put' }), ['destination.method should be POST or PUT, not "put"']],
  [withDestination({ encoding: 'XML' }), ['destination.encoding should be JSON, not "XML"']],
  [withDestination({ URI: 'http://sandbox' }), ['URI port is not provided']],
  [
    { ...valid, types: ['metrics'], buffering: { timeoutMs: 24 } },
    [
      'types should only have platform, function, extension, not "metrics"',
      'buffering.timeoutMs should be an integer from 25 to 30000, not 24',
    ],
  ],
  [
    { destination: { protocol: 'TCP', port: 0 } },
    [
      'destination.port should be an integer from 1 to 65535, not 0',
      'types should be a list, but is missing',
    ],
  ],
  [{ ...valid, destination: {} }, ['destination.protocol should be HTTP or TCP, but is missing']],
])('%j is told what is wrong: %j', (request, problems) => {
  expect(problemsOf(request)).toEqual(problems)
})

test('who may name what host goes by the policy', () => {
  const request = withDestination({ URI: 'http://localhost:4243' })

  expect(problemsOf(request)?.length).toBe(1)
  expect(logsSubscribeRequestFor('lenient').safeParse(request).success).toBe(true)
})
