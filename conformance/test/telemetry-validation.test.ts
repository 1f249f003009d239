import { expect, test } from '@jest/globals'
import { jsonOf } from '../seed/payload.ts'
import { freePort } from '../telemetry/http-listener.ts'
import { isRefused } from '../telemetry/refused.ts'
import { Stage } from '../telemetry/stage.ts'
import { put, request, subscribe, telemetryPath } from '../telemetry/subscribe.ts'

const buffered = (buffering: object) => (uri: string) => request(uri, { buffering })
const to = (URI: string) => () => request(URI)

test('VAL-001: a body that is no JSON is refused', () => isRefused(() => '{"invalid": json}'))

test('VAL-002: an empty body is refused', () => isRefused(() => ''))

test('VAL-003: a list is refused', () => isRefused((uri) => [request(uri)]))

test('VAL-004: a request without a schema version is refused', () =>
  isRefused((uri) => request(uri, { schemaVersion: undefined }), /schemaVersion/))

test('VAL-006: the oldest schema version is taken', async () => {
  await using stage = await Stage.start()
  const { address, extension, listener } = stage
  const body = request(listener.uri, { schemaVersion: '2022-07-01' })

  const answer = await put(address, telemetryPath, extension.id, body)

  expect([answer.status, answer.body.toString()]).toEqual([200, '"OK"'])
})

test('VAL-009: a request without types is refused', () =>
  isRefused((uri) => request(uri, { types: undefined }), /types/))

test('VAL-010: an empty list of types is refused', () =>
  isRefused((uri) => request(uri, { types: [] }), /types/))

test('VAL-011: a type that nobody knows is refused', () =>
  isRefused((uri) => request(uri, { types: ['platform', 'metrics'] }), /types/))

test('VAL-012: types that are no list are refused', () =>
  isRefused((uri) => request(uri, { types: 'platform' }), /types/))

test('VAL-013: a type that is named twice is delivered once', async () => {
  await using stage = await Stage.start()
  const { scene, listener } = stage
  await stage.subscribe({ types: ['platform', 'platform'] })

  await scene.serve({})

  await listener.nth('platform.report')
  expect(listener.types).toEqual(scene.simulator.telemetry.events().map(({ type }) => type))
  expect(listener.of('platform.telemetrySubscription')).toMatchObject([
    { record: { types: ['platform', 'platform'] } },
  ])
})

test('VAL-017: a protocol in lower case is refused', () =>
  isRefused((URI) => request(URI, { destination: { protocol: 'http', URI } }), /protocol/))

test('VAL-019: a destination with `uri` instead of `URI` is refused', () =>
  isRefused((uri) => request(uri, { destination: { protocol: 'HTTP', uri } }), /URI/))

test('VAL-020: all that is wrong is told in one message', () =>
  isRefused(
    () => request('http://sandbox.localdomain', { types: [] }),
    /^URI port is not provided; types should not be empty$/,
  ))

test('VAL-021: another host is refused', () => isRefused(to('http://example.com:4243'), /host/))

test('VAL-022: the loopback address is refused where destinations are strict', () =>
  isRefused((uri) => request(uri.replace('sandbox.localdomain', '127.0.0.1')), /host/))

test('VAL-023: the older name of the sandbox is one, too', async () => {
  await using stage = await Stage.start()
  const { address, extension, listener } = stage

  await subscribe(address, extension, request(`http://sandbox:${listener.port}/`))

  await listener.nth('platform.telemetrySubscription')
  expect(listener.deliveries.current).toMatchObject({ url: '/' })
})

test('VAL-025: the port of the platform itself is refused', () =>
  isRefused(to('http://sandbox.localdomain:9001'), /9001/))

test('VAL-026: path and query are a part of the destination', async () => {
  await using stage = await Stage.start()
  const { address, extension, listener } = stage

  await subscribe(address, extension, request(`${listener.uri}/a/b?x=1`))

  await listener.nth('platform.telemetrySubscription')
  expect(listener.deliveries.current).toMatchObject({ method: 'POST', url: '/a/b?x=1' })
})

test('VAL-027: less than 1000 items are refused', () =>
  isRefused(buffered({ maxItems: 999 }), /maxItems/))

test('VAL-029: less than 262144 bytes are refused', () =>
  isRefused(buffered({ maxBytes: 262_143 }), /maxBytes/))

test('VAL-030: more than 1048576 bytes are refused', () =>
  isRefused(buffered({ maxBytes: 1_048_577 }), /maxBytes/))

test('VAL-031: less than 25 milliseconds are refused', () =>
  isRefused(buffered({ timeoutMs: 24 }), /timeoutMs/))

test('VAL-033: a part of a millisecond is refused', () =>
  isRefused(buffered({ timeoutMs: 25.5 }), /timeoutMs/))

test('VAL-034: a number as text is refused', () =>
  isRefused(buffered({ timeoutMs: '1000' }), /timeoutMs/))

test('VAL-035: buffering at its bounds is taken', async () => {
  await using stage = await Stage.start({}, ['F'])
  const { address, extension, scene, listener } = stage
  const other = await scene.extension('F')
  const least = buffered({ maxItems: 1_000, maxBytes: 262_144, timeoutMs: 25 })(listener.uri)
  const most = buffered({ maxItems: 10_000, maxBytes: 1_048_576, timeoutMs: 30_000 })(listener.uri)

  const answers = [
    await put(address, telemetryPath, extension.id, least),
    await put(address, telemetryPath, other.id, most),
  ]

  expect(answers.map(({ status, body }) => [status, body.toString()])).toEqual([
    [200, '"OK"'],
    [200, '"OK"'],
  ])
})

test('VAL-039: a TCP port on which nobody listens is refused', async () => {
  const port = await freePort()

  await isRefused(
    (uri) => request(uri, { destination: { protocol: 'TCP', port } }),
    /Invalid destination/,
  )
})

test.each([
  ['without a port', {}],
  ['with port 0', { port: 0 }],
  ['with port 65536', { port: 65_536 }],
])('VAL-040: a TCP destination %s is refused', (_, rest) =>
  isRefused((uri) => request(uri, { destination: { protocol: 'TCP', ...rest } }), /port/),
)

test('VAL-041: a message with quotes in it is a part of valid JSON', async () => {
  await using stage = await Stage.start()
  const { address, extension, listener } = stage
  const body = request(`"${listener.uri}"`, { types: ['a "quoted" type'] })

  const answer = await put(address, telemetryPath, extension.id, body)

  expect(answer.status).toBe(400)
  expect(jsonOf(answer)).toMatchObject({ errorType: 'ValidationError' })
})
