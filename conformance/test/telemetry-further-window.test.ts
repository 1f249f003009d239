import { expect, test } from '@jest/globals'
import { soon } from '../seed/patience.ts'
import { jsonOf } from '../seed/payload.ts'
import { Scene } from '../seed/scene.ts'
import { HttpListener } from '../telemetry/http-listener.ts'
import { Play } from '../telemetry/play.ts'
import { happened } from '../telemetry/prompter.ts'
import { Stage } from '../telemetry/stage.ts'
import {
  atOnce,
  logsPath,
  logsRequest,
  put,
  request,
  subscribe,
  telemetryPath,
} from '../telemetry/subscribe.ts'
import { subscriber } from '../telemetry/subscribed.ts'

// Captured in production for the Telemetry API; core for the other one.
test.each([
  ['Telemetry', telemetryPath, request],
  ['Logs', logsPath, logsRequest],
] as const)('after init the %s API is closed, and says so', async (title, path, body) => {
  await using stage = await Stage.start()
  await stage.scene.ready()

  const answer = await put(stage.address, path, stage.extension.id, body(stage.listener.uri))

  expect(answer.status).toBe(403)
  expect(answer.headers['content-type']).toBe('application/json')
  expect(answer.body.toString()).toBe(
    `{"errorMessage":"${title} API subscription is closed already","errorType":"${title}.SubscriptionClosed"}\n`,
  )
})

// Core: both services are turned off only when the runtime and every extension are ready.
test('an extension that has asked for its first event may subscribe until the runtime has, too', async () => {
  await using stage = await Stage.start()
  const { scene, address, extension, listener } = stage
  extension.park()
  await happened(scene.simulator, { type: 'extension.polled' })

  const answer = await put(address, telemetryPath, extension.id, request(listener.uri))

  expect([scene.simulator.phase, answer.status]).toEqual(['init', 200])
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
  await using stage = await Stage.start({ time: 'manual' })
  const { listener, scene } = stage
  scene.simulator.advance(500)
  await stage.subscribe({ buffering: atOnce })

  scene.simulator.advance(25)
  await listener.nth('platform.telemetrySubscription')

  const [first, second] = listener.events
  expect([first?.type, second?.type]).toEqual([
    'platform.initStart',
    'platform.telemetrySubscription',
  ])
  expect(Date.parse(second?.time ?? '') - Date.parse(first?.time ?? '')).toBeGreaterThanOrEqual(500)
  expect(listener.deliveries.entries()[0]?.events).toHaveLength(2)
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
