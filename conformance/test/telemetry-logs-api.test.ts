import { expect, test } from '@jest/globals'
import { soon } from '../seed/patience.ts'
import { jsonOf } from '../seed/payload.ts'
import type { Script } from '../telemetry/actors.ts'
import { Play } from '../telemetry/play.ts'
import { Stage } from '../telemetry/stage.ts'
import { logsPath, logsRequest, put, request, telemetryPath } from '../telemetry/subscribe.ts'

/** An extension that subscribes to the Logs API. */
const logs =
  (differing: object = {}) =>
  (uri: string): Script => ({
    start: [
      ['register', 'INVOKE', 'SHUTDOWN'],
      ['subscribe', logsPath, logsRequest(uri, differing)],
    ],
  })

test('LGS-001: a subscription needs no schema version', async () => {
  await using stage = await Stage.start()
  const { address, extension, listener } = stage
  const body = logsRequest(listener.uri, { schemaVersion: undefined })

  const answer = await put(address, logsPath, extension.id, body)

  expect([answer.status, answer.body.toString()]).toEqual([200, '"OK"'])
  const { record } = await listener.nth('platform.logsSubscription')
  expect(record).toEqual({ name: 'E', state: 'Subscribed', types: ['platform'] })
})

test('LGS-002: a subscription that is wrong is refused in its own words', async () => {
  await using stage = await Stage.start()
  const { address, extension, listener } = stage

  const answer = await put(
    address,
    logsPath,
    extension.id,
    logsRequest(listener.uri, { types: [] }),
  )

  expect(answer.status).toBe(400)
  expect(jsonOf(answer)).toEqual({
    errorType: 'Logs.ValidationError',
    errorMessage: expect.stringMatching(/types/),
  })
})

test('LGS-005: a report has the metrics of the other API, and no status', async () => {
  await using play = await Play.start({ extensions: { E: logs() } })
  const invocation = await play.simulator.invoke({})
  const report = await invocation.done(soon)

  const { record } = await play.listener.nth('platform.report')

  expect(record).toEqual({ requestId: invocation.requestId, metrics: report?.metrics })
  expect(play.listener.of('platform.runtimeDone').map((event) => event.record)).toEqual([
    { requestId: invocation.requestId, status: 'success' },
  ])
})

test('LGS-006: a crash is a failure, and a fault that names it', async () => {
  await using play = await Play.start({ extensions: { E: logs() } })
  const { requestId } = play.simulator.enqueue({ do: [['exit', 1]] })

  await play.listener.nth('platform.report')

  expect(play.listener.of('platform.runtimeDone').map(({ record }) => record)).toEqual([
    { requestId, status: 'failure' },
  ])
  const [fault] = play.listener.of('platform.fault')
  expect(fault?.record).toEqual(expect.stringContaining(requestId))
  expect(fault?.record).toEqual(expect.stringContaining('Runtime.ExitError'))
})

test('LGS-008: deliveries come as PUT where that was asked for', async () => {
  await using stage = await Stage.start()
  const { address, extension, listener } = stage
  const destination = { protocol: 'HTTP', URI: listener.uri, method: 'PUT', encoding: 'JSON' }

  await put(address, logsPath, extension.id, logsRequest(listener.uri, { destination }))

  await listener.nth('platform.logsSubscription')
  expect(listener.deliveries.entries().map(({ method }) => method)).toContain('PUT')
  expect(listener.deliveries.entries().map(({ method }) => method)).not.toContain('POST')
})

test('the other API is refused to whoever has subscribed to one', async () => {
  await using stage = await Stage.start({}, ['F'])
  const { address, extension, listener, scene } = stage
  const other = await scene.extension('F')
  await put(address, telemetryPath, extension.id, request(listener.uri))
  await put(address, logsPath, other.id, logsRequest(listener.uri))

  const answers = [
    await put(address, logsPath, extension.id, logsRequest(listener.uri)),
    await put(address, telemetryPath, other.id, request(listener.uri)),
  ]

  expect(answers.map(({ status }) => status)).toEqual([400, 400])
  expect(answers.map(jsonOf)).toMatchObject([
    { errorType: 'Logs.ValidationError' },
    { errorType: 'ValidationError' },
  ])
})
