import { expect } from '@jest/globals'
import { Scene } from '../seed/scene.ts'
import { seedCase } from '../seed/seed-case.ts'
import { TelemetrySink } from '../seed/telemetry-sink.ts'

/** An environment with an extension that has subscribed to the platform's telemetry. */
async function subscribed(sink: TelemetrySink): Promise<Scene> {
  const scene = await Scene.start()
  const extension = await scene.extension('telemetry-ext')
  await extension.subscribe(sink.uri)
  return scene
}

seedCase('LIFE-02', 'platform.runtimeDone is told when the runtime asks for more', async () => {
  await using sink = await TelemetrySink.start()
  await using scene = await subscribed(sink)
  await scene.ready()
  const { requestId } = scene.simulator.enqueue({ test: 'runtime_done' })
  await scene.runtime.next()
  await scene.runtime.respond(requestId, { result: 'success' })
  await sink.first('platform.start')
  const early = scene.simulator.telemetry.filter('platform.runtimeDone')

  scene.runtime.park()
  const { record } = await sink.first('platform.runtimeDone')

  expect(early).toEqual([])
  expect(record).toMatchObject({
    requestId,
    status: 'success',
    metrics: { producedBytes: '{"result":"success"}'.length },
    spans: [{ name: 'responseLatency' }, { name: 'responseDuration' }, { name: 'runtimeOverhead' }],
  })
  const spans = record.spans?.reduce((sum, { durationMs }) => sum + durationMs, 0)
  expect(spans).toBeGreaterThan(0)
  expect(spans).toBeLessThanOrEqual((record.metrics?.durationMs ?? 0) + 1)
})

seedCase('LIFE-06', 'a handled error is a success of the runtime, without spans', async () => {
  await using sink = await TelemetrySink.start()
  await using scene = await subscribed(sink)
  await scene.ready()
  const { requestId } = scene.simulator.enqueue({ test: 'error' })
  await scene.runtime.next()
  await scene.runtime.fail(requestId, { errorType: 'TestError', errorMessage: 'on purpose' })

  scene.runtime.park()
  const { record } = await sink.first('platform.runtimeDone')

  expect(record).toMatchObject({ requestId, status: 'success', metrics: { producedBytes: 0 } })
  expect(record).not.toHaveProperty('spans')
  expect(record).not.toHaveProperty('errorType')
})

seedCase('LIFE-07', 'there is a report after a handled error, too', async () => {
  await using sink = await TelemetrySink.start()
  await using scene = await subscribed(sink)
  await scene.ready()
  const invocation = scene.simulator.enqueue({ test: 'error_report' })
  const { requestId } = invocation
  await scene.runtime.next()
  await scene.runtime.fail(requestId, { errorType: 'TestError', errorMessage: 'on purpose' })
  scene.runtime.park()
  await scene.extensionsDone()

  const { record } = await sink.first('platform.report')

  expect(invocation.status).toBe('error')
  expect(record).toMatchObject({ requestId, status: 'success' })
  expect(record).not.toHaveProperty('errorType')
})

seedCase('TEL-19', 'start, runtimeDone and report arrive in this order, each once', async () => {
  await using sink = await TelemetrySink.start()
  await using scene = await subscribed(sink)

  const { invocation } = await scene.serve({ test: 'ordering' })

  await sink.first('platform.report')
  const ofThis = sink.events.filter(
    ({ record }) => (record as { requestId?: string }).requestId === invocation.requestId,
  )
  expect(ofThis.map(({ type }) => type)).toEqual([
    'platform.start',
    'platform.runtimeDone',
    'platform.report',
  ])
})
