import { expect, test } from '@jest/globals'
import { send } from '../http/send.ts'
import { soon } from '../seed/patience.ts'
import { answered, bytesOf, jsonOf } from '../seed/payload.ts'
import { Scene } from '../seed/scene.ts'
import { HttpListener } from '../telemetry/http-listener.ts'
import { Play } from '../telemetry/play.ts'
import { Stage } from '../telemetry/stage.ts'
import {
  logsPath,
  logsRequest,
  put,
  request,
  subscribe,
  telemetryPath,
} from '../telemetry/subscribe.ts'
import { subscriber } from '../telemetry/subscribed.ts'

const apis = [
  ['Telemetry', telemetryPath, request, 'platform.telemetrySubscription'],
  ['Logs', logsPath, logsRequest, 'platform.logsSubscription'],
] as const

// Core: the checks of the identifier are the same code for both APIs, `rapi/middleware/middleware.go`.
test.each(apis)('the %s API asks who calls', async (_, path, body) => {
  await using stage = await Stage.start()

  const answer = await put(stage.address, path, undefined, body(stage.listener.uri))

  expect(answer.status).toBe(403)
  expect(answer.headers['content-type']).toBe('application/json')
  expect(jsonOf(answer)).toEqual({
    errorType: 'Extension.MissingExtensionIdentifier',
    errorMessage: 'Missing Lambda-Extension-Identifier header',
  })
})

test.each(apis)(
  'the %s API takes nothing but a UUID for an answer to that',
  async (_, path, body) => {
    await using stage = await Stage.start()

    const answer = await put(stage.address, path, 'not-a-uuid', body(stage.listener.uri))

    expect(answer.status).toBe(403)
    expect(jsonOf(answer)).toEqual({
      errorType: 'Extension.InvalidExtensionIdentifier',
      errorMessage: 'Invalid Lambda-Extension-Identifier',
    })
  },
)

// Core: `rapi/handler/runtimelogs.go` looks among the external and then among the internal extensions.
test.each(apis)(
  'an internal extension may subscribe to the %s API',
  async (_, path, body, type) => {
    await using stage = await Stage.start()
    const inner = await stage.scene.extension('inner', ['INVOKE'])

    const answer = await put(stage.address, path, inner.id, body(stage.listener.uri))

    expect([answer.status, answer.body.toString()]).toEqual([200, '"OK"'])
    const { record } = await stage.listener.nth(type)
    expect(record).toEqual({ name: 'inner', state: 'Subscribed', types: ['platform'] })
  },
)

// Core: neither is looked at; the name is that of the registration.
test.each([
  ['no content type', {}],
  ['another content type', { 'Content-Type': 'text/plain' }],
  ['a name in a header', { 'Lambda-Extension-Name': 'somebody-else' }],
])('a subscription with %s is taken for what it is', async (_, headers) => {
  await using stage = await Stage.start()
  const { address, extension, listener } = stage
  const identified = { 'Lambda-Extension-Identifier': extension.id, ...headers }
  const body = bytesOf(request(listener.uri))

  const exchange = send(address, { method: 'PUT', path: telemetryPath, headers: identified, body })
  const answer = await answered(exchange)

  expect([answer.status, answer.body.toString()]).toEqual([200, '"OK"'])
  const { record } = await listener.nth('platform.telemetrySubscription')
  expect(record.name).toBe('E')
})

// The reference page writes the address with a slash at the end, too.
test('the address may end in a slash', async () => {
  await using stage = await Stage.start()
  const { address, extension, listener } = stage

  const answer = await put(address, `${telemetryPath}/`, extension.id, request(listener.uri))

  expect([answer.status, answer.body.toString()]).toEqual([200, '"OK"'])
})

// Documented: the date in the path is that of the API, not of a schema.
test('no other date is a path of the API', async () => {
  await using stage = await Stage.start()
  const { address, extension, listener } = stage

  const answer = await put(address, '/2025-01-29/telemetry', extension.id, request(listener.uri))

  expect(answer.status).toBe(404)
})

// Captured in production for the Telemetry API; core for the other one.
test.each(apis)('after init the %s API is closed, and says so', async (title, path, body) => {
  await using stage = await Stage.start()
  await stage.scene.ready()

  const answer = await put(stage.address, path, stage.extension.id, body(stage.listener.uri))

  expect(answer.status).toBe(403)
  expect(answer.headers['content-type']).toBe('application/json')
  expect(answer.body.toString()).toBe(
    `{"errorMessage":"${title} API subscription is closed already","errorType":"${title}.SubscriptionClosed"}\n`,
  )
})

test('it stays closed while invocations come and go, also to those who subscribed in time', async () => {
  await using stage = await Stage.start({}, ['F'])
  const { scene, address, extension, listener } = stage
  const other = await scene.extension('F')
  await stage.subscribe()
  await scene.serve(1)

  const answers = [
    await put(address, telemetryPath, extension.id, request(listener.uri)),
    await put(address, telemetryPath, other.id, request(listener.uri)),
  ]
  await scene.serve(2)

  expect(answers.map(({ status }) => status)).toEqual([403, 403])
  await listener.nth('platform.report', 2)
  expect(listener.of('platform.telemetrySubscription')).toHaveLength(1)
})

// Chosen, after an engineer of AWS: the first subscription holds, whatever a repetition says.
test('a repetition with other wishes changes nothing', async () => {
  await using stage = await Stage.start()
  await using second = await HttpListener.start()
  const { scene, address, extension, listener } = stage
  await stage.subscribe()

  const answer = await put(
    address,
    telemetryPath,
    extension.id,
    request(second.uri, { types: ['function'], schemaVersion: '2022-07-01' }),
  )
  await scene.serve({})

  expect([answer.status, answer.body.toString()]).toEqual([200, '"AlreadySubcribed"'])
  await listener.nth('platform.report')
  expect(listener.of('platform.initStart')[0]?.record).toHaveProperty('instanceId')
  expect(second.deliveries.appended).toBe(0)
})

// Captured (2022-09): initStart always precedes whoever subscribes.
test('the first event is that of the environment’s begin, with the time at which it happened', async () => {
  await using stage = await Stage.start()
  const { listener, scene } = stage
  await scene.simulator.waitFor(() => Date.now() > began(), { what: 'time to go by', ...soon })

  await stage.subscribe()

  await listener.nth('platform.telemetrySubscription')
  const [first, second] = listener.events
  expect([first?.type, second?.type]).toEqual([
    'platform.initStart',
    'platform.telemetrySubscription',
  ])
  expect(first?.time).toBe(scene.simulator.telemetry.first('platform.initStart')?.time)
  expect(listener.deliveries.entries()[0]?.events).toHaveLength(2)

  function began(): number {
    return Date.parse(scene.simulator.telemetry.first('platform.initStart')?.time ?? '')
  }
})

test('what was kept is in its order across categories', async () => {
  await using play = await Play.start({
    runtime: {
      start: [
        ['cue', 'said'],
        ['say', 'loading'],
      ],
    },
    extensions: {
      E: (uri) => ({
        start: [
          ['say', 'first'],
          ['register', 'INVOKE'],
          ['until', { type: 'process.output', text: 'loading' }],
          [
            'subscribe',
            telemetryPath,
            request(uri, { types: ['platform', 'function', 'extension'] }),
          ],
        ],
      }),
      F: () => ({ start: [['register', 'INVOKE']] }),
    },
  })
  play.prompter.cue('said')

  await play.listener.nth('platform.telemetrySubscription')

  expect(play.listener.events.slice(0, 4).map(({ type, record }) => [type, record])).toEqual([
    ['platform.initStart', expect.anything()],
    ['extension', 'first\n'],
    ['function', 'loading\n'],
    ['platform.telemetrySubscription', expect.anything()],
  ])
})

test('what happened before the window closed is not kept for the next environment', async () => {
  await using play = await Play.start({
    extensions: {
      E: (uri) => [{}, subscriber()(uri)],
    },
  })
  await play.simulator.enqueue({ do: [['exit', 1]] }).done(soon)
  await play.simulator.invoke({})

  await play.listener.nth('platform.report')

  const phases = play.listener.of('platform.initStart').map(({ record }) => record.phase)
  expect(phases).toEqual(['invoke'])
  expect(play.listener.of('platform.start')).toHaveLength(1)
})

// The header checks come first in both APIs, so that a caller nobody knows learns nothing of the window.
test('an unknown caller is told that he is unknown, also after the window closed', async () => {
  await using scene = await Scene.start()
  await scene.ready()
  const id = '00000000-0000-4000-8000-000000000000'

  const answer = await put(scene.simulator.runtimeApi, telemetryPath, id, '{')

  expect(answer.status).toBe(403)
  expect(jsonOf(answer)).toMatchObject({ errorType: 'Extension.UnknownExtensionIdentifier' })
})

test('those who subscribed through different APIs are each told in their own words', async () => {
  await using stage = await Stage.start({}, ['F'])
  await using logs = await HttpListener.start()
  const { scene, address, listener } = stage
  const other = await scene.extension('F')
  await stage.subscribe()
  await subscribe(address, other, logsRequest(logs.uri), logsPath)

  await scene.serve({})

  await listener.nth('platform.report')
  await logs.nth('platform.report')
  expect(logs.types).toEqual([
    'platform.logsSubscription',
    'platform.extension',
    'platform.extension',
    'platform.start',
    'platform.runtimeDone',
    'platform.end',
    'platform.report',
  ])
  expect(listener.types).not.toContain('platform.logsSubscription')
  expect(listener.types).not.toContain('platform.end')
})
