import { expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { send } from '../http/send.ts'
import { soon } from '../seed/patience.ts'
import { answered, jsonOf } from '../seed/payload.ts'
import { HttpListener } from '../telemetry/http-listener.ts'
import { Play } from '../telemetry/play.ts'
import { Stage } from '../telemetry/stage.ts'
import { atOnce, put, request, subscribe, telemetryPath } from '../telemetry/subscribe.ts'

test('SUB-001: a subscription is answered with the four bytes of "OK"', async () => {
  await using stage = await Stage.start()
  const { address, extension, listener } = stage
  const destination = { protocol: 'HTTP', URI: listener.uri }
  const body = { schemaVersion: '2025-01-29', types: ['platform'], destination }

  const answer = await put(address, telemetryPath, extension.id, body)

  expect([answer.status, answer.body.toString()]).toEqual([200, '"OK"'])
})

test('SUB-004: an identifier that nobody has is refused by name', async () => {
  await using stage = await Stage.start()
  const id = randomUUID()

  const answer = await put(stage.address, telemetryPath, id, request(stage.listener.uri))

  expect(answer.status).toBe(403)
  expect(jsonOf(answer)).toEqual({
    errorType: 'Extension.UnknownExtensionIdentifier',
    errorMessage: `Unknown extension ${id}`,
  })
})

test('SUB-007: that there is no identifier is told before the body is looked at', async () => {
  await using stage = await Stage.start()

  const answer = await put(stage.address, telemetryPath, undefined, '{"no json')

  expect(answer.status).toBe(403)
  expect(jsonOf(answer)).toEqual({
    errorType: 'Extension.MissingExtensionIdentifier',
    errorMessage: 'Missing Lambda-Extension-Identifier header',
  })
})

test.each(['GET', 'POST', 'DELETE'])('SUB-009: %s is no way to subscribe', async (method) => {
  await using stage = await Stage.start()
  const headers = { 'Lambda-Extension-Identifier': stage.extension.id }

  const answer = await answered(send(stage.address, { method, path: telemetryPath, headers }))

  expect(answer.status).toBe(405)
})

test('WIN-001: before its first event an extension may subscribe', async () => {
  await using stage = await Stage.start()

  const answer = await put(
    stage.address,
    telemetryPath,
    stage.extension.id,
    request(stage.listener.uri),
  )

  expect(answer.status).toBe(200)
})

test('WIN-002: it may do so when the runtime is ready and only the extension is missing', async () => {
  await using stage = await Stage.start()
  const { scene, address, extension, listener } = stage
  scene.runtime.park()
  await scene.simulator.waitForEntry(({ type }) => type === 'runtime.polled', {
    what: 'the runtime to ask for an event',
    ...soon,
  })

  const answer = await put(address, telemetryPath, extension.id, request(listener.uri))

  expect([scene.simulator.phase, answer.status]).toEqual(['init', 200])
})

test('WIN-005: after init a bad request, too, is told that it comes too late', async () => {
  await using stage = await Stage.start()
  await stage.scene.ready()

  const answer = await put(stage.address, telemetryPath, stage.extension.id, '{"no json')

  expect(answer.status).toBe(403)
  expect(jsonOf(answer)).toEqual({
    errorType: 'Telemetry.SubscriptionClosed',
    errorMessage: 'Telemetry API subscription is closed already',
  })
})

test('WIN-006: an extension that is started anew after a failed init subscribes again', async () => {
  const registered = ['register', 'INVOKE', 'SHUTDOWN'] as const
  await using play = await Play.start({
    runtime: [{ start: [['exit', 1]] }, {}],
    extensions: {
      E: (uri) => ({ start: [registered, ['subscribe', telemetryPath, request(uri)]] }),
    },
  })
  await play.simulator.waitForPhase('dormant', soon)

  const invocation = await play.simulator.invoke({})

  expect(invocation.status).toBe('success')
  await play.listener.nth('platform.telemetrySubscription', 2)
  expect(play.simulator.journal.entries('refused')).toEqual([])
})

test('RES-001: a repetition is acknowledged, and nothing is delivered twice', async () => {
  await using stage = await Stage.start()
  const { scene, address, extension, listener } = stage
  await stage.subscribe()

  const answer = await put(address, telemetryPath, extension.id, request(listener.uri))
  await scene.serve({})

  expect(answer.status).toBe(200)
  await listener.nth('platform.report')
  expect(listener.events).toHaveLength(scene.simulator.telemetry.events().length)
  expect(new Set(listener.events.map((event) => JSON.stringify(event))).size).toBe(
    listener.events.length,
  )
})

test('RES-002: that somebody is subscribed already is told', async () => {
  await using stage = await Stage.start()
  await stage.subscribe()

  await stage.subscribe()

  await stage.listener.nth('platform.telemetrySubscription', 2)
  expect(stage.listener.of('platform.telemetrySubscription').map(({ record }) => record)).toEqual([
    { name: 'E', state: 'Subscribed', types: ['platform'] },
    { name: 'E', state: 'Already subscribed', types: ['platform'] },
  ])
})

const lines = ['one', 'two', 'three']
const printing = (types: readonly string[]) => (uri: string) => ({
  start: [
    ...lines.map((line) => ['say', line] as const),
    ['register', 'INVOKE', 'SHUTDOWN'],
    ['subscribe', telemetryPath, request(uri, { types })],
  ] as const,
})

test('REP-002: what an extension printed before it subscribed comes first', async () => {
  await using play = await Play.start({
    extensions: { E: printing(['platform', 'extension']) },
  })

  await play.listener.nth('platform.telemetrySubscription')

  expect(play.listener.events.slice(0, 5).map(({ type, record }) => [type, record])).toEqual([
    ['platform.initStart', expect.anything()],
    ['extension', 'one\n'],
    ['extension', 'two\n'],
    ['extension', 'three\n'],
    ['platform.telemetrySubscription', expect.anything()],
  ])
})

test('REP-003: what was printed is not replayed to whoever did not ask for it', async () => {
  await using play = await Play.start({ extensions: { E: printing(['platform']) } })
  await play.simulator.waitForPhase('idle', soon)

  await play.listener.nth('platform.initReport')

  expect(play.listener.types.every((type) => type.startsWith('platform.'))).toBe(true)
})

test('REP-004: everyone hears of all subscriptions, earlier ones by replay', async () => {
  await using stage = await Stage.start({}, ['B'])
  await using second = await HttpListener.start()
  const { scene, address, listener } = stage
  const other = await scene.extension('B')
  await stage.subscribe()
  await listener.nth('platform.telemetrySubscription')

  await subscribe(address, other, request(second.uri))

  for (const one of [listener, second]) {
    await one.nth('platform.telemetrySubscription', 2)
    const names = one.of('platform.telemetrySubscription').map(({ record }) => record.name)
    expect(names).toEqual(['E', 'B'])
  }
})

test('REP-005: whoever asks for what the function prints hears nothing of the platform', async () => {
  await using play = await Play.start({
    runtime: { start: [['say', 'loading']] },
    extensions: {
      E: (uri) => ({
        start: [
          ['register', 'INVOKE'],
          ['subscribe', telemetryPath, request(uri, { types: ['function'], buffering: atOnce })],
        ],
      }),
    },
  })
  await play.simulator.invoke({
    do: [
      ['say', 'working'],
      ['respond', 2],
    ],
  })

  await play.listener.nth('function', 2)

  expect(play.listener.events.map(({ type, record }) => [type, record])).toEqual([
    ['function', 'loading\n'],
    ['function', 'working\n'],
  ])
})
