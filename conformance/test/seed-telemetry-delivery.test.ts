import { expect } from '@jest/globals'
import { fixtureRuntime } from '../seed/fixture.ts'
import { unhurried } from '../seed/patience.ts'
import { Scene } from '../seed/scene.ts'
import { seedCase } from '../seed/seed-case.ts'
import { TelemetrySink } from '../seed/telemetry-sink.ts'

/** No timer fires within a test. */
const never = { timeoutMs: 30_000 }

seedCase('ERR-07', 'a listener that is not there, or is silent, costs nothing', async () => {
  await using scene = await Scene.start()
  await using silent = await TelemetrySink.start({ answersAfter: new Promise(() => undefined) })
  const gone = await TelemetrySink.start()
  await gone[Symbol.asyncDispose]()
  const first = await scene.extension('unreachable-extension')
  const second = await scene.extension('silent-extension')

  const answers = [
    await first.subscribe(`http://127.0.0.1:${gone.port}/unreachable`),
    await second.subscribe(silent.uri),
  ]
  const served = [await scene.serve(1), await scene.serve(2)]

  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  expect(served.map(({ invocation }) => invocation.status)).toEqual(['success', 'success'])
  await silent.until((events) => events.length > 0, 'something')
  expect(scene.simulator.journal.entries('telemetry.delivered')).toEqual([])
  await scene.simulator.waitForEntry(
    (entry) => entry.type === 'telemetry.retried' && entry.subscriber === 'unreachable-extension',
    { what: 'a repetition for the listener that is not there' },
  )
})

seedCase('ERR-08', 'a slow listener gets everything, and nobody waits for it', async () => {
  const released = Promise.withResolvers<void>()
  await using scene = await Scene.start()
  await using sink = await TelemetrySink.start({ answersAfter: released.promise })
  const extension = await scene.extension('slow-endpoint-extension')
  await extension.subscribe(sink.uri)

  const { invocation } = await scene.serve({ test: 'slow' })
  await sink.until((events) => events.length > 0, 'a first batch')
  const meanwhile = sink.batches.appended
  released.resolve()
  const { record } = await sink.first('platform.report')

  expect(meanwhile).toBe(1)
  expect(invocation.status).toBe('success')
  expect(record.requestId).toBe(invocation.requestId)
  const emitted = scene.simulator.telemetry.events().map(({ type }) => type)
  expect(sink.events.map(({ type }) => type)).toEqual(emitted)
})

seedCase('CON-04', 'two subscribers get the same events', async () => {
  await using scene = await Scene.start()
  await using firstSink = await TelemetrySink.start()
  await using secondSink = await TelemetrySink.start()
  await (await scene.extension('subscriber-1')).subscribe(firstSink.uri)
  await (await scene.extension('subscriber-2')).subscribe(secondSink.uri)

  const { invocation } = await scene.serve({ test: 'multiple_subscribers' })

  const starts = [await firstSink.first('platform.start'), await secondSink.first('platform.start')]
  expect(starts[0]?.record.requestId).toBe(invocation.requestId)
  expect(starts[1]).toEqual(starts[0])
})

seedCase('TEL-18', 'two subscribers both get everything, in the same order', async () => {
  await using scene = await Scene.start()
  await using firstSink = await TelemetrySink.start()
  await using secondSink = await TelemetrySink.start()
  await (await scene.extension('sub-1')).subscribe(firstSink.uri)
  await (await scene.extension('sub-2')).subscribe(secondSink.uri)

  for (const payload of [1, 2, 3]) await scene.serve(payload)

  for (const sink of [firstSink, secondSink]) {
    await sink.until(() => sink.of('platform.report').length === 3, 'three reports')
    expect(sink.events).toEqual(scene.simulator.telemetry.events())
  }
})

seedCase('TEL-12', 'a full buffer is sent at once, and nothing is dropped', async () => {
  await using scene = await Scene.start({ runtime: fixtureRuntime('prints-lines') })
  await using sink = await TelemetrySink.start()
  const extension = await scene.extension('buffer-test-extension')
  await extension.subscribe(sink.uri, {
    types: ['platform', 'function'],
    buffering: { ...never, maxItems: 1_000 },
  })

  await scene.invoke({ lines: 1_500 })

  await sink.until((events) => events.length >= 1_000, 'a full buffer')
  expect(sink.batches.entries().map((batch) => batch.length)).toEqual([1_000])
  const emitted = scene.simulator.telemetry.events()
  expect(sink.events).toEqual(emitted.slice(0, 1_000))
  expect(scene.simulator.journal.entries('telemetry.dropped')).toEqual([])
})

seedCase('TEL-14', 'no batch has more events than were asked for, and none is lost', async () => {
  await using scene = await Scene.start({ runtime: fixtureRuntime('prints-lines') })
  await using sink = await TelemetrySink.start()
  const extension = await scene.extension('buffering-ext')
  await extension.subscribe(sink.uri, {
    types: ['function'],
    buffering: { maxItems: 1_000, timeoutMs: 25 },
  })

  await scene.invoke({ lines: 2_500 })

  await sink.until((events) => events.length >= 2_500, 'every line')
  const sizes = sink.batches.entries().map((batch) => batch.length)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1_000)
  expect(sink.events.map(({ record }) => record)).toEqual(
    Array.from({ length: 2_500 }, (_, index) => `line ${index}\n`),
  )
})

seedCase('SHUT-08', 'what is pending at shutdown arrives before SHUTDOWN', async () => {
  await using scene = await Scene.start({ ...unhurried, extensions: [{ name: 'telemetry-ext' }] })
  await using sink = await TelemetrySink.start()
  const extension = await scene.extension('telemetry-ext', ['INVOKE', 'SHUTDOWN'])
  await extension.subscribe(sink.uri, { buffering: never })
  await scene.serve({ test: 'telemetry_cleanup' })
  const before = sink.events

  const shutdown = scene.simulator.shutdown()
  const { eventType } = await extension.next()
  const atShutdown = sink.events.map(({ type }) => type)
  await shutdown

  expect(before).toEqual([])
  expect(eventType).toBe('SHUTDOWN')
  expect(atShutdown.slice(-3)).toEqual([
    'platform.start',
    'platform.runtimeDone',
    'platform.report',
  ])
})
