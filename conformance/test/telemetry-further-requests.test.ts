import { expect, test } from '@jest/globals'
import { jsonOf } from '../seed/payload.ts'
import { HttpListener } from '../telemetry/http-listener.ts'
import { isRefused } from '../telemetry/refused.ts'
import { Stage } from '../telemetry/stage.ts'
import {
  logsPath,
  logsRequest,
  put,
  request,
  subscribe,
  telemetryPath,
} from '../telemetry/subscribe.ts'
import { TcpListener } from '../telemetry/tcp-listener.ts'

const buffered = (buffering: unknown) => (uri: string) => request(uri, { buffering })
const to = (destination: (uri: string) => unknown) => (uri: string) =>
  request(uri, { destination: destination(uri) })
const http = (change: (uri: string) => string) => (uri: string) => request(change(uri))

// Documented: the reference page. The message names what is wrong, since that is all that its reader has.
test.each<[string, (uri: string) => unknown, RegExp]>([
  [
    'a schema version that nobody knows',
    (uri) => request(uri, { schemaVersion: '2021-03-18' }),
    /schemaVersion/,
  ],
  [
    'a schema version that is a number',
    (uri) => request(uri, { schemaVersion: 20220701 }),
    /schemaVersion/,
  ],
  [
    'types with something that is no text',
    (uri) => request(uri, { types: ['platform', null] }),
    /types/,
  ],
  ['a type in upper case', (uri) => request(uri, { types: ['PLATFORM'] }), /types/],
  ['no destination', to(() => undefined), /destination/],
  ['a destination that is text', to((uri: string) => uri), /destination/],
  ['a destination without a protocol', to((URI: string) => ({ URI })), /protocol/],
  ['the protocol UDP', to((URI: string) => ({ protocol: 'UDP', URI })), /protocol/],
  ['the protocol HTTPS', to((URI: string) => ({ protocol: 'HTTPS', URI })), /protocol/],
  ['HTTP without a URI', to(() => ({ protocol: 'HTTP' })), /URI/],
  ['an empty URI', to(() => ({ protocol: 'HTTP', URI: '' })), /URI/],
  ['HTTP with a port instead of a URI', to(() => ({ protocol: 'HTTP', port: 4243 })), /URI/],
  ['a URI that is a number', to(() => ({ protocol: 'HTTP', URI: 4243 })), /URI/],
  ['https', http((uri) => uri.replace('http:', 'https:')), /scheme/],
  ['no scheme', http((uri) => uri.replace('http://', '')), /URI/],
  [
    'a URI without a port',
    () => request('http://sandbox.localdomain/path'),
    /URI port is not provided/,
  ],
  ['port 0', () => request('http://sandbox.localdomain:0'), /port/],
  ['port 65536', () => request('http://sandbox.localdomain:65536'), /port/],
  ['localhost', http((uri) => uri.replace('sandbox.localdomain', 'localhost')), /host/],
  [
    'every address of the machine',
    http((uri) => uri.replace('sandbox.localdomain', '0.0.0.0')),
    /host/,
  ],
  ['no host', http((uri) => uri.replace('sandbox.localdomain', '')), /host/],
  [
    'a host that only begins well',
    http((uri) => uri.replace('localdomain', 'localdomain.evil')),
    /host/,
  ],
  ['a password', http((uri) => uri.replace('sandbox', 'user:secret@sandbox')), /URI|host/],
  ['more than 10000 items', buffered({ maxItems: 10_001 }), /maxItems/],
  ['more than 30000 milliseconds', buffered({ timeoutMs: 30_001 }), /timeoutMs/],
  ['a negative number', buffered({ maxItems: -1 }), /maxItems/],
  ['null for a number', buffered({ maxBytes: null }), /maxBytes/],
  ['buffering that is a list', buffered([]), /buffering/],
  ['buffering that is null', buffered(null), /buffering/],
  ['TCP to the platform’s own port', to(() => ({ protocol: 'TCP', port: 9001 })), /reserved/],
  ['TCP to a port that is text', to(() => ({ protocol: 'TCP', port: '4243' })), /port/],
  ['null', () => 'null', /object/],
  ['text', () => '"platform"', /object/],
])('a subscription with %s is refused', (_, body, mentions) => isRefused(body, mentions))

// Core: no schema of the platform forbids a member that it does not know.
test('members that nobody knows are overlooked, wherever they are', async () => {
  await using stage = await Stage.start()
  const { address, extension, listener } = stage
  const body = {
    ...request(listener.uri),
    buffering: { timeoutMs: 25, maxAge: 3 },
    destination: { protocol: 'HTTP', URI: listener.uri, port: 'none', credentials: {} },
    comment: null,
  }

  await subscribe(address, extension, body)

  await listener.nth('platform.telemetrySubscription')
})

// What the samples in Go and the collector of OpenTelemetry send.
test.each(['POST', 'PUT'])(
  'destination.method %s is taken, and telemetry comes by POST',
  async (method) => {
    await using stage = await Stage.start()
    const { address, extension, listener } = stage
    const destination = { protocol: 'HTTP', URI: `${listener.uri}/`, method, encoding: 'JSON' }

    await subscribe(address, extension, request(listener.uri, { destination }))

    await listener.nth('platform.telemetrySubscription')
    expect(listener.deliveries.entries().map((delivery) => delivery.method)).toContain('POST')
    expect(listener.deliveries.entries().map((delivery) => delivery.method)).not.toContain('PUT')
  },
)

test.each(['2022-07-01', '2022-12-13', '2025-01-29'])(
  'schema version %s is taken',
  async (schemaVersion) => {
    await using stage = await Stage.start()

    await stage.subscribe({ schemaVersion })

    await stage.listener.nth('platform.telemetrySubscription')
  },
)

// Core: the schema of the emulator for managed instances. The reference page asks for a URI as well.
test.each([
  ['a port', (port: number) => ({ port })],
  ['a port and a URI', (port: number) => ({ port, URI: `http://sandbox.localdomain:${port}` })],
  ['a URI', (port: number) => ({ URI: `tcp://sandbox.localdomain:${port}` })],
])('a TCP destination with %s is taken, and connected to at once', async (_, member) => {
  await using listener = await TcpListener.start()
  await using stage = await Stage.start()
  const { address, extension } = stage
  const destination = { protocol: 'TCP', ...member(listener.port) }

  const answer = await put(address, telemetryPath, extension.id, request('', { destination }))

  expect([answer.status, answer.body.toString()]).toEqual([200, '"OK"'])
  await listener.nth('platform.telemetrySubscription')
  expect(listener.connections).toBe(1)
})

// Core: HTTP is not tried out.
test('nobody need listen yet for a subscription over HTTP', async () => {
  await using stage = await Stage.start()
  const { address, extension } = stage

  await subscribe(address, extension, request('http://sandbox.localdomain:1'))

  expect(stage.scene.simulator.telemetry.filter('platform.telemetrySubscription')).toHaveLength(1)
})

// Extensions that cannot bind the platform’s name, as with AWS_SAM_LOCAL, name these instead.
test.each(['sandbox.localdomain', 'sandbox', '0.0.0.0', '127.0.0.1', 'localhost', ''])(
  'where destinations are lenient the host "%s" is this machine',
  async (host) => {
    await using stage = await Stage.start({ telemetryDestinations: 'lenient' })
    const { address, extension, listener } = stage

    await subscribe(address, extension, request(`http://${host}:${listener.port}/`))

    await listener.nth('platform.telemetrySubscription')
  },
)

test('where destinations are lenient another machine is refused all the same', async () => {
  await using stage = await Stage.start({ telemetryDestinations: 'lenient' })
  const { address, extension } = stage

  const answer = await put(address, telemetryPath, extension.id, request('http://10.0.0.1:4243'))

  expect(answer.status).toBe(400)
})

// Core: each member of `buffering` has its own default, 10000 items, 262144 bytes and 1000 milliseconds.
test.each([
  ['no buffering', undefined],
  ['empty buffering', {}],
  ['one member of it', { timeoutMs: 1_000 }],
])('with %s a batch is due after a second', async (_, buffering) => {
  await using stage = await Stage.start({ time: 'manual' })
  const { scene, listener } = stage
  await stage.subscribe({ buffering })
  scene.simulator.advance(999)
  // It is told of, and joins what waits.
  await stage.subscribe()

  scene.simulator.advance(1)
  await listener.nth('platform.telemetrySubscription', 2)

  expect(listener.deliveries.entries().map(({ events }) => events.length)).toEqual([3])
})

test.each<[string, object, RegExp]>([
  ['a schema version of the other API', { schemaVersion: '2022-07-01' }, /schemaVersion/],
  ['a type that nobody knows', { types: ['metrics'] }, /types/],
  ['too little time', { buffering: { timeoutMs: 24 } }, /timeoutMs/],
  ['no destination', { destination: undefined }, /destination/],
])('the Logs API refuses %s in its own words', async (_, differing, mentions) => {
  await using stage = await Stage.start()
  await using other = await HttpListener.start()
  const { address, extension } = stage

  const answer = await put(address, logsPath, extension.id, logsRequest(other.uri, differing))

  expect(answer.status).toBe(400)
  expect(jsonOf(answer)).toEqual({
    errorType: 'Logs.ValidationError',
    errorMessage: expect.stringMatching(mentions),
  })
})
