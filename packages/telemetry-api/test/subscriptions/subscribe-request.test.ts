import { expect, test } from '@jest/globals'
import { put, serve, valid, withUri } from '../fixtures/api.ts'

const withBuffering = (buffering: unknown) => ({ ...valid, buffering })
const without = (member: string) =>
  Object.fromEntries(Object.entries(valid).filter(([name]) => name !== member))

const counts = (name: string, least: number, most: number, value: unknown) =>
  `buffering.${name} should be an integer from ${least} to ${most}, not ${JSON.stringify(value)}`
const items = (value: unknown) => counts('maxItems', 1000, 10000, value)
const bytes = (value: unknown) => counts('maxBytes', 262144, 1048576, value)
const time = (value: unknown) => counts('timeoutMs', 25, 30000, value)
const missing = ', but is missing'
const object = 'the request should be a JSON object'
const protocol = 'destination.protocol should be HTTP or TCP'
const destination = 'destination should be an object'
const tcp = 'destination.port should be an integer from 1 to 65535'
const schemaVersion = 'schemaVersion should be one of 2022-07-01, 2022-12-13, 2025-01-29'
const content = 'types should only have platform, function, extension'
const host = 'destination.URI host must be sandbox.localdomain'
const uri = 'destination.URI should be a string'
const withDestination = (members: object) => ({ ...valid, destination: members })

test.each<[string, unknown, string]>([
  ['VAL-003: a list', [], `${object}, not []`],
  ['null', 'null', `${object}, not null`],
  [
    'a list nested more deeply than can be written',
    '['.repeat(200_000) + ']'.repeat(200_000),
    `${object}, not […`,
  ],
  ['VAL-004: no schemaVersion', without('schemaVersion'), schemaVersion + missing],
  [
    'a schemaVersion of the Logs API',
    { ...valid, schemaVersion: '2020-08-15' },
    `${schemaVersion}, not "2020-08-15"`,
  ],
  ['VAL-009: no types', without('types'), `types should be a list${missing}`],
  ['VAL-010: types []', { ...valid, types: [] }, 'types should not be empty'],
  [
    'VAL-011: unknown types',
    { ...valid, types: ['platform', 'metrics', 7, 'metrics'] },
    `${content}, not "metrics"; ${content}, not 7`,
  ],
  [
    'VAL-012: types as text',
    { ...valid, types: 'platform' },
    'types should be a list, not "platform"',
  ],
  ['no destination', without('destination'), destination + missing],
  ['a destination as text', { ...valid, destination: 'HTTP' }, `${destination}, not "HTTP"`],
  ['no protocol', withDestination({ URI: valid.destination.URI }), protocol + missing],
  [
    'VAL-017: http',
    withDestination({ ...valid.destination, protocol: 'http' }),
    `${protocol}, not "http"`,
  ],
  [
    'VAL-019: uri',
    withDestination({ protocol: 'HTTP', uri: 'http://sandbox:4243' }),
    uri + missing,
  ],
  ['a port only', withDestination({ protocol: 'HTTP', port: 4243 }), uri + missing],
  [
    'VAL-020: two mistakes',
    { ...withUri('http://sandbox.localdomain'), types: [] },
    'URI port is not provided; types should not be empty',
  ],
  ['VAL-021: a foreign host', withUri('http://example.com:4243'), host],
  ['VAL-022: 127.0.0.1', withUri('http://127.0.0.1:4243'), host],
  ['VAL-025: port 9001', withUri('http://sandbox:9001'), 'destination.URI port 9001 is reserved'],
  ['VAL-027: maxItems 999', withBuffering({ maxItems: 999 }), items(999)],
  ['maxItems 10001', withBuffering({ maxItems: 10_001 }), items(10_001)],
  ['VAL-029: maxBytes 262143', withBuffering({ maxBytes: 262_143 }), bytes(262_143)],
  ['VAL-030: maxBytes 1048577', withBuffering({ maxBytes: 1_048_577 }), bytes(1_048_577)],
  ['VAL-031: timeoutMs 24', withBuffering({ timeoutMs: 24 }), time(24)],
  ['timeoutMs 30001', withBuffering({ timeoutMs: 30_001 }), time(30_001)],
  ['VAL-033: timeoutMs 25.5', withBuffering({ timeoutMs: 25.5 }), time(25.5)],
  ['VAL-034: timeoutMs "1000"', withBuffering({ timeoutMs: '1000' }), time('1000')],
  ['buffering as a number', withBuffering(3), 'buffering should be an object, not 3'],
  ['VAL-040: TCP without port', withDestination({ protocol: 'TCP' }), tcp + missing],
  ['VAL-040: TCP, port 0', withDestination({ protocol: 'TCP', port: 0 }), `${tcp}, not 0`],
  [
    'VAL-040: TCP, port 65536',
    withDestination({ protocol: 'TCP', port: 65_536 }),
    `${tcp}, not 65536`,
  ],
  [
    'TCP, port 9001',
    withDestination({ protocol: 'TCP', port: 9001 }),
    'destination.port 9001 is reserved',
  ],
  [
    'three mistakes',
    { destination: { protocol: 'TCP' }, types: [], schemaVersion: '"quoted"' },
    `${schemaVersion}, not "\\"quoted\\""; ${tcp}${missing}; types should not be empty`,
  ],
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

test('a request with any number of mistakes is answered in bounded length', async () => {
  await using api = await serve()
  const types = Array.from({ length: 10_000 }, (_, n) => `type ${n}`)

  const response = await put(api.url, { ...valid, types })

  const { errorMessage } = (await response.json()) as { errorMessage: string }
  expect(errorMessage).toMatch(/ not "type 9"; and 9990 more$/)
  expect(errorMessage.length).toBeLessThan(1_000)
})
