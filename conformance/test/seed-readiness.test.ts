import { expect } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { fixtureExtension, fixtureRuntime } from '../seed/fixture.ts'
import { patient, soon, unhurried } from '../seed/patience.ts'
import { Scene } from '../seed/scene.ts'
import { seedCase } from '../seed/seed-case.ts'
import { TelemetrySink } from '../seed/telemetry-sink.ts'

const reports = ({ simulator }: Scene) => simulator.telemetry.filter('platform.report')

/** The runtime answers what runs and asks for its next event; extensions are not done yet. */
async function answer(scene: Scene): Promise<void> {
  const { requestId } = await scene.runtime.next()
  await scene.runtime.respond(requestId, { result: 'success' })
  scene.runtime.park()
  await scene.simulator.waitFor(
    ({ telemetry }) =>
      telemetry.filter('platform.runtimeDone').some(({ record }) => record.requestId === requestId),
    { what: 'the runtime to be done' },
  )
}

seedCase('RDY-01', 'the report waits until the extension asks for more after INVOKE', async () => {
  await using scene = await Scene.start()
  const extension = await scene.extension('test-extension')
  await scene.ready()
  const invocation = scene.simulator.enqueue({ test: 'data' })
  await extension.next()

  await answer(scene)
  const early = reports(scene)
  extension.park()
  await invocation.done(soon)

  expect(early).toEqual([])
  expect(reports(scene)).toHaveLength(1)
  expect(invocation.extensionOverheadMs).toBeGreaterThan(0)
})

seedCase('RDY-02', 'the report waits for every extension that got INVOKE', async () => {
  await using scene = await Scene.start()
  const slow = await scene.extension('extension-1')
  const slower = await scene.extension('extension-2')
  await scene.ready()
  const invocation = scene.simulator.enqueue({ test: 'multi' })
  for (const extension of [slow, slower]) await extension.next()
  await answer(scene)

  slow.park()
  await scene.simulator.waitFor(({ journal }) => journal.entries('extension.polled').length === 3, {
    what: 'the first extension to ask again',
  })
  const early = [invocation.progress, reports(scene).length]
  slower.park()
  await invocation.done(soon)

  expect(early).toEqual(['answered', 0])
  expect(reports(scene)).toHaveLength(1)
})

seedCase('RDY-03', 'an extension that stays silent has the time of the function', async () => {
  await using scene = await Scene.start({ timeoutMs: 1_000 })
  const extension = await scene.extension('slow-extension')
  await scene.ready()
  const invocation = scene.simulator.enqueue({ test: 'timeout' })
  await extension.next()

  await answer(scene)
  const report = await invocation.done(soon)

  expect(invocation.status).toBe('success')
  expect(report?.status).toBe('timeout')
  expect(reports(scene)).toHaveLength(1)
  const { journal } = scene.simulator
  const [[queued], [failed]] = [journal.entries('invocation.queued'), journal.entries('failed')]
  const tookMs = (failed?.atMs ?? 0) - (queued?.atMs ?? Infinity)
  expect(tookMs).toBeGreaterThan(995)
})

seedCase('RDY-04', 'an extension without INVOKE delays nothing', async () => {
  await using scene = await Scene.start({ extensions: [{ name: 'shutdown-only' }] })
  await scene.extension('shutdown-only', ['SHUTDOWN'])

  const { invocation } = await scene.serve({ test: 'no-invoke' })

  const names = scene.simulator.journal.entries('extension.polled').map(({ name }) => name)
  expect(names).toEqual(['shutdown-only'])
  expect(scene.simulator.journal.entries('extension.handed')).toEqual([])
  expect(invocation.extensionOverheadMs).toBeLessThan(scene.simulator.settings.timeoutMs / 2)
  expect(reports(scene)).toHaveLength(1)
})

seedCase('LIFE-03', "the extension's poll releases the report, and nothing else does", async () => {
  await using scene = await Scene.start()
  await using sink = await TelemetrySink.start()
  const extension = await scene.extension('telemetry-ext')
  await extension.subscribe(sink.uri)
  await scene.ready()
  const { requestId } = scene.simulator.enqueue({ test: 'report' })
  await extension.next()
  await answer(scene)
  await sink.first('platform.runtimeDone')
  const early = sink.of('platform.report')

  extension.park()
  const { record } = await sink.first('platform.report')

  expect(early).toEqual([])
  expect(record).toMatchObject({ requestId, status: 'success' })
  expect(record.metrics).toMatchObject({
    durationMs: expect.any(Number),
    billedDurationMs: expect.any(Number),
    memorySizeMB: 128,
    maxMemoryUsedMB: expect.any(Number),
  })
})

seedCase('ERR-05', 'an extension that crashes fails the invocation and resets', async () => {
  await using simulator = await Simulator.start({
    ...patient,
    ...unhurried,
    runtime: fixtureRuntime('answers', { WORK_MS: '60000' }),
    extensions: [fixtureExtension('crashes-on-invoke')],
  })

  const invocation = await simulator.invoke({ test: 'crash' })
  await invocation.done(soon)

  expect(invocation.result).toMatchObject({ status: 'error', errorType: 'Extension.Crash' })
  expect(invocation.json()).toEqual({
    errorType: 'Extension.Crash',
    errorMessage: `RequestId: ${invocation.requestId} Error: exit status 1`,
  })
  const [shutdown] = simulator.journal.entries('shutdown')
  const reset = simulator.journal.entries('phase').find(({ from }) => from === 'reset')
  expect(shutdown?.reason).toBe('failure')
  expect((reset?.atMs ?? NaN) - (shutdown?.atMs ?? NaN)).toBeLessThan(15_000)
  expect(simulator.generation).toBe(2)
  expect(simulator.processes).toEqual([])
})

seedCase('TIME-03', 'a silent extension ends the phase at the time-out, not before', async () => {
  await using scene = await Scene.start({ timeoutMs: 1_000 })
  const extension = await scene.extension('slow-extension')
  await scene.ready()
  const invocation = scene.simulator.enqueue({ test: 'timeout_accuracy' })
  await extension.next()

  await answer(scene)
  const report = await invocation.done(soon)

  expect(report).toMatchObject({ status: 'timeout', metrics: { durationMs: 1_000 } })
  const { journal } = scene.simulator
  const [queued] = journal.entries('invocation.queued')
  const [shutdown] = journal.entries('shutdown')
  const tookMs = (shutdown?.atMs ?? 0) - (queued?.atMs ?? 0)
  expect(tookMs).toBeGreaterThan(995)
  expect(tookMs).toBeLessThan(3_000)
})

seedCase('TIME-07', 'an extension past the deadline is cut off, the answer stays', async () => {
  await using scene = await Scene.start({ timeoutMs: 1_000 })
  const extension = await scene.extension('slow-processor')
  await scene.ready()
  const invocation = scene.simulator.enqueue({ test: 'overhead_beyond' })
  await extension.next()

  await answer(scene)
  const report = await invocation.done(soon)

  expect(invocation.status).toBe('success')
  expect(invocation.json()).toEqual({ result: 'success' })
  expect(report).toMatchObject({ status: 'timeout', metrics: { durationMs: 1_000 } })
  expect(scene.simulator.journal.entries('shutdown')).toMatchObject([{ reason: 'timeout' }])
  expect(scene.simulator.generation).toBe(2)
})

seedCase('TIME-08', 'an extension that is quick adds as much time as it takes', async () => {
  await using scene = await Scene.start()
  await scene.extension('fast-extension')

  const { invocation } = await scene.serve({ test: 'fast_overhead' })

  const { journal } = scene.simulator
  const [queued] = journal.entries('invocation.queued')
  const [ended] = journal.entries('invocation.ended')
  const wholeMs = (ended?.atMs ?? 0) - (queued?.atMs ?? 0)
  expect(reports(scene)).toHaveLength(1)
  expect(invocation.report?.metrics.durationMs).toBeLessThanOrEqual(wholeMs)
  expect(invocation.report?.spans).toMatchObject([
    { name: 'extensionOverhead', durationMs: expect.any(Number) },
  ])
})
