import { expect } from '@jest/globals'
import { send } from '../http/send.ts'
import { fixtureRuntime } from '../seed/fixture.ts'
import { answered, jsonOf } from '../seed/payload.ts'
import { Scene } from '../seed/scene.ts'
import { seedCase } from '../seed/seed-case.ts'
import { TelemetrySink } from '../seed/telemetry-sink.ts'
import { TcpListener } from '../telemetry/tcp-listener.ts'

const schemaVersion = '2022-12-13'

seedCase('TEL-01', 'a subscription is acknowledged, unless it has no schema version', async () => {
  await using scene = await Scene.start()
  await using sink = await TelemetrySink.start()
  const extension = await scene.extension('test-extension')
  const destination = { protocol: 'HTTP', URI: sink.uri }

  const without = await extension.request({ types: ['platform'], destination })
  const answer = await extension.request({ schemaVersion, types: ['platform'], destination })

  expect([without.status, jsonOf(without)]).toMatchObject([400, { errorType: 'ValidationError' }])
  expect([answer.status, answer.body.toString()]).toEqual([200, '"OK"'])
})

seedCase('TEL-02', 'a subscription without an identifier is refused', async () => {
  await using scene = await Scene.start()
  const body = JSON.stringify({ schemaVersion, types: ['platform'] })
  const request = { method: 'PUT', path: '/2022-07-01/telemetry', body }

  const answer = await answered(send(scene.simulator.runtimeApi, request))

  expect(answer.status).toBe(403)
  expect(jsonOf(answer)).toEqual({
    errorMessage: 'Missing Lambda-Extension-Identifier header',
    errorType: 'Extension.MissingExtensionIdentifier',
  })
})

seedCase('TEL-05', 'a TCP destination gets a line for each event', async () => {
  await using scene = await Scene.start()
  await using listener = await TcpListener.start()
  const extension = await scene.extension('test-extension')
  const destination = { protocol: 'TCP', port: listener.port }
  const buffering = { timeoutMs: 25 }

  const answer = await extension.request({
    schemaVersion,
    types: ['platform'],
    destination,
    buffering,
  })
  await listener.nth('platform.telemetrySubscription')

  expect([answer.status, answer.body.toString()]).toEqual([200, '"OK"'])
  expect(listener.text).toMatch(/^(\{"time":.*\}\n)+$/)
})

seedCase('ERR-06', 'an empty destination is refused', async () => {
  await using scene = await Scene.start()
  const extension = await scene.extension('telemetry-extension')

  const answer = await extension.subscribe('')

  expect(answer.status).toBe(400)
  expect(jsonOf(answer)).toEqual({
    errorType: 'ValidationError',
    errorMessage: expect.stringContaining('destination.URI'),
  })
  expect(scene.simulator.telemetry.filter('platform.telemetrySubscription')).toEqual([])
})

seedCase('TEL-17', 'each subscriber gets what it asked for, and nothing else', async () => {
  await using scene = await Scene.start({ runtime: fixtureRuntime('prints-lines') })
  await using platform = await TelemetrySink.start()
  await using functions = await TelemetrySink.start()
  const first = await scene.extension('platform-only')
  const second = await scene.extension('function-only')
  await first.subscribe(platform.uri, { types: ['platform'] })
  await second.subscribe(functions.uri, { types: ['function'] })

  await scene.invoke({ lines: 2 })

  await platform.first('platform.report')
  await functions.until((events) => events.length >= 2, 'two lines')
  expect(functions.events).toMatchObject([
    { type: 'function', record: 'line 0\n' },
    { type: 'function', record: 'line 1\n' },
  ])
  const others = platform.events.filter(({ type }) => !type.startsWith('platform.'))
  expect(others).toEqual([])
})

seedCase('CON-03', 'two extensions subscribe independently of each other', async () => {
  await using scene = await Scene.start()
  await using firstSink = await TelemetrySink.start()
  await using secondSink = await TelemetrySink.start()
  const first = await scene.extension('ext-a')
  const second = await scene.extension('ext-b')

  const answers = [await first.subscribe(firstSink.uri), await second.subscribe(secondSink.uri)]
  await scene.serve({ test: 'independent_subscriptions' })

  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  for (const sink of [firstSink, secondSink]) {
    await sink.first('platform.start')
    const subscriptions = sink.of('platform.telemetrySubscription')
    expect(subscriptions.map(({ record }) => record.name)).toEqual(['ext-a', 'ext-b'])
  }
})
