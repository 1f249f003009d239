import { expect, test } from '@jest/globals'
import { put, serve, valid, withUri } from './fixtures/api.ts'

const withBuffering = (buffering: unknown) => ({ ...valid, buffering })
const without = (member: string) =>
  Object.fromEntries(Object.entries(valid).filter(([name]) => name !== member))

const counts = (name: string, least: number, most: number) =>
  `buffering.${name} should be an integer from ${least} to ${most}`
const items = counts('maxItems', 1000, 10000)
const bytes = counts('maxBytes', 262144, 1048576)
const time = counts('timeoutMs', 25, 30000)
const protocol = 'destination.protocol should be HTTP'
const tcp = 'Invalid destination: TCP is not delivered yet, only HTTP is'
const schemaVersion = 'schemaVersion should be one of 2022-07-01, 2022-12-13, 2025-01-29'
const content = 'types should only have platform, function, extension'
const host = 'destination.URI host must be sandbox.localdomain'

test.each<[string, unknown, string]>([
  ['VAL-003: a list', [], 'the request should be a JSON object'],
  ['null', 'null', 'the request should be a JSON object'],
  ['VAL-004: no schemaVersion', without('schemaVersion'), schemaVersion],
  ['an unknown schemaVersion', { ...valid, schemaVersion: '2020-08-15' }, schemaVersion],
  ['VAL-009: no types', without('types'), 'types should be a list'],
  ['VAL-010: types []', { ...valid, types: [] }, 'types should not be empty'],
  ['VAL-011: an unknown type', { ...valid, types: ['platform', 'metrics', 'x'] }, content],
  ['VAL-012: types as text', { ...valid, types: 'platform' }, 'types should be a list'],
  ['no destination', without('destination'), 'destination should be an object'],
  ['a destination as text', { ...valid, destination: 'HTTP' }, 'destination should be an object'],
  ['no protocol', { ...valid, destination: { URI: valid.destination.URI } }, protocol],
  [
    'VAL-017: http',
    { ...valid, destination: { ...valid.destination, protocol: 'http' } },
    protocol,
  ],
  [
    'VAL-019: uri',
    { ...valid, destination: { protocol: 'HTTP', uri: 'http://sandbox:4243' } },
    'destination.URI should be a string',
  ],
  [
    'VAL-020: two mistakes',
    { ...withUri('http://sandbox.localdomain'), types: [] },
    'URI port is not provided; types should not be empty',
  ],
  ['VAL-021: a foreign host', withUri('http://example.com:4243'), host],
  ['VAL-022: 127.0.0.1', withUri('http://127.0.0.1:4243'), host],
  ['VAL-025: port 9001', withUri('http://sandbox:9001'), 'destination.URI port 9001 is reserved'],
  ['VAL-027: maxItems 999', withBuffering({ maxItems: 999 }), items],
  ['maxItems 10001', withBuffering({ maxItems: 10_001 }), items],
  ['VAL-029: maxBytes 262143', withBuffering({ maxBytes: 262_143 }), bytes],
  ['VAL-030: maxBytes 1048577', withBuffering({ maxBytes: 1_048_577 }), bytes],
  ['VAL-031: timeoutMs 24', withBuffering({ timeoutMs: 24 }), time],
  ['timeoutMs 30001', withBuffering({ timeoutMs: 30_001 }), time],
  ['VAL-033: timeoutMs 25.5', withBuffering({ timeoutMs: 25.5 }), time],
  ['VAL-034: timeoutMs "1000"', withBuffering({ timeoutMs: '1000' }), time],
  ['buffering as a number', withBuffering(3), 'buffering should be an object'],
  ['VAL-039: TCP', { ...valid, destination: { protocol: 'TCP', port: 8081 } }, tcp],
  ['VAL-040: TCP without port', { ...valid, destination: { protocol: 'TCP' } }, tcp],
  ['VAL-040: TCP, port 0', { ...valid, destination: { protocol: 'TCP', port: 0 } }, tcp],
  ['VAL-040: TCP, 65536', { ...valid, destination: { protocol: 'TCP', port: 65536 } }, tcp],
])('%s is a ValidationError', async (_case, body, errorMessage) => {
  await using api = await serve()

  const response = await put(api.url, body)

  expect(response.status).toBe(400)
  expect(await response.json()).toEqual({ errorType: 'ValidationError', errorMessage })
  expect(api.refused).toEqual([{ status: 400, errorType: 'ValidationError', errorMessage }])
  expect(api.telemetry.subscriptions).toEqual([])
  expect(api.telemetry.events.size).toBe(0)
})

test.each([
  ['VAL-001, VAL-041', '{"invalid": json}'],
  ['VAL-002', ''],
  ['half a request', '{"schemaVersion":"2025-01-29"'],
])('%s: a body that is no JSON is a ValidationError', async (_case, body) => {
  await using api = await serve()

  const response = await put(api.url, body)

  expect(response.status).toBe(400)
  expect(await response.json()).toEqual({
    errorType: 'ValidationError',
    errorMessage: expect.stringMatching(/^the request should be JSON: ./),
  })
  expect(api.telemetry.subscriptions).toEqual([])
})

test.each(['2022-07-01', '2022-12-13', '2025-01-29'])(
  'VAL-006: schemaVersion %s is taken',
  async (version) => {
    await using api = await serve()

    const response = await put(api.url, { ...valid, schemaVersion: version })

    expect(response.status).toBe(200)
    expect(api.telemetry.subscriptions[0]?.schemaVersion).toBe(version)
  },
)

test.each([
  { maxItems: 1_000, maxBytes: 262_144, timeoutMs: 25 },
  { maxItems: 10_000, maxBytes: 1_048_576, timeoutMs: 30_000 },
])('VAL-035: buffering at its bounds is taken: %j', async (buffering) => {
  await using api = await serve()

  const response = await put(api.url, withBuffering(buffering))

  expect(response.status).toBe(200)
  expect(api.telemetry.subscriptions[0]?.buffering).toEqual(buffering)
})

test.each([
  [undefined, { maxItems: 10_000, maxBytes: 262_144, timeoutMs: 1_000 }],
  [{}, { maxItems: 10_000, maxBytes: 262_144, timeoutMs: 1_000 }],
  [{ timeoutMs: 25 }, { maxItems: 10_000, maxBytes: 262_144, timeoutMs: 25 }],
  [{ maxItems: 1_000 }, { maxItems: 1_000, maxBytes: 262_144, timeoutMs: 1_000 }],
])('buffering %j means %j', async (buffering, meant) => {
  await using api = await serve()

  await put(api.url, withBuffering(buffering))

  expect(api.telemetry.subscriptions[0]?.buffering).toEqual(meant)
})

test('members that the schema does not know are let through', async () => {
  await using api = await serve()
  const destination = { ...valid.destination, method: 'POST', encoding: 'JSON' }

  const response = await put(api.url, { ...valid, destination, buffering: { x: 1 }, x: 1 })

  expect(response.status).toBe(200)
})
