import { expect, test } from '@jest/globals'
import { soon } from '../seed/patience.ts'
import { Play } from '../telemetry/play.ts'
import { Stage } from '../telemetry/stage.ts'
import { subscriber } from '../telemetry/subscribed.ts'

/** An environment with one subscriber to the platform that has been used once. */
async function usedOnce() {
  const play = await Play.start({ extensions: { E: subscriber() } })
  try {
    const invocation = await play.simulator.invoke({})
    await play.listener.nth('platform.report')
    return Object.assign(play, { requestId: invocation.requestId })
  } catch (error) {
    await play[Symbol.asyncDispose]()
    throw error
  }
}

test('ORD-001, ORD-007: a cold start tells eight things in this order, and nothing else', async () => {
  await using play = await usedOnce()

  const { types } = play.listener

  expect(types).toEqual([
    'platform.initStart',
    'platform.telemetrySubscription',
    'platform.initRuntimeDone',
    'platform.extension',
    'platform.initReport',
    'platform.start',
    'platform.runtimeDone',
    'platform.report',
  ])
})

test('ORD-002, ORD-003, ORD-004: its records say that init succeeded, and who is ready', async () => {
  await using play = await usedOnce()
  const of = (type: string) => play.listener.of(type)[0]?.record

  const common = { initializationType: 'on-demand', phase: 'init' }
  expect(of('platform.initStart')).toMatchObject(common)
  expect(of('platform.initRuntimeDone')).toEqual({ ...common, status: 'success' })
  expect(of('platform.initReport')).toEqual({
    ...common,
    status: 'success',
    metrics: { durationMs: expect.any(Number) },
  })
  expect(of('platform.initReport').metrics.durationMs).toBeGreaterThan(0)
  const { name, state, events } = of('platform.extension')
  expect([name, state, new Set(events)]).toEqual(['E', 'Ready', new Set(['INVOKE', 'SHUTDOWN'])])
})

test('ORD-005: all that is told of an invocation names it', async () => {
  await using stage = await Stage.start()
  await stage.subscribe()
  const { event } = await stage.scene.serve({})

  await stage.listener.nth('platform.report')

  const ids = ['platform.start', 'platform.runtimeDone', 'platform.report'].map(
    (type) => stage.listener.of(type)[0]?.record.requestId,
  )
  expect(ids).toEqual([event.requestId, event.requestId, event.requestId])
})

test('ORD-006: init is over for the runtime, too, only when its extensions are ready', async () => {
  await using stage = await Stage.start({ time: 'manual' })
  const { scene, listener } = stage
  const { simulator } = scene
  await stage.subscribe()
  scene.runtime.park()
  await simulator.waitForEntry(({ type }) => type === 'runtime.polled', {
    what: 'the runtime to ask for an event',
    ...soon,
  })
  simulator.advance(500)
  const early = simulator.telemetry.filter('platform.initRuntimeDone')

  await scene.ready()
  // What is buffered goes by the platform's time, too.
  simulator.advance(1_000)
  const { record } = await listener.nth('platform.initReport')

  expect(early).toEqual([])
  expect(record.metrics.durationMs).toBeGreaterThanOrEqual(500)
})

test('ORD-008: nobody waits for an extension that is not told of invocations', async () => {
  await using stage = await Stage.start({}, ['F'])
  const { scene, listener } = stage
  await scene.extension('F', ['SHUTDOWN'])
  await stage.subscribe()

  await scene.serve({})

  await listener.nth('platform.report')
  const types = listener.types.slice(0, listener.types.indexOf('platform.initReport'))
  expect(types.filter((type) => type === 'platform.extension')).toHaveLength(2)
  expect(listener.of('platform.extension').map(({ record }) => record)).toEqual([
    { name: 'E', state: 'Ready', events: ['INVOKE', 'SHUTDOWN'] },
    { name: 'F', state: 'Ready', events: ['SHUTDOWN'] },
  ])
})

test('ORD-009: what is printed stands where it was printed', async () => {
  await using play = await Play.start({
    runtime: {
      start: [['say', 'x']],
      invoke: [
        ['say', 'y'],
        ['respond', 2],
      ],
    },
    extensions: { E: subscriber({ types: ['platform', 'function'] }) },
  })
  await play.simulator.invoke({})

  await play.listener.nth('platform.report')

  const lines = play.listener.events.map(({ type, record }) =>
    type === 'function' ? record : type,
  )
  const at = (line: string) => lines.indexOf(line)
  expect(at('x\n')).toBeGreaterThan(at('platform.initStart'))
  expect(at('x\n')).toBeLessThan(at('platform.initRuntimeDone'))
  expect(at('y\n')).toBeGreaterThan(at('platform.start'))
  expect(at('y\n')).toBeLessThan(at('platform.runtimeDone'))
})

test('INV-001: a warm invocation tells three things, and of no init', async () => {
  await using play = await usedOnce()
  const before = play.listener.events.length
  const { requestId } = await play.simulator.invoke({})

  const { record } = await play.listener.nth('platform.report', 2)

  const warm = play.listener.events.slice(before)
  expect(warm.map(({ type }) => type)).toEqual([
    'platform.start',
    'platform.runtimeDone',
    'platform.report',
  ])
  expect(record.requestId).toBe(requestId)
  expect(record.metrics).not.toHaveProperty('initDurationMs')
  expect(play.listener.of('platform.report')[0]?.record.metrics).toHaveProperty('initDurationMs')
})

/** What is told of an invocation whose runtime takes this long for its handler and then to ask for more. */
async function measured(handlerMs: number, overheadMs: number, extensionMs: number) {
  await using stage = await Stage.start({ time: 'manual' })
  const { scene, listener } = stage
  const { simulator, runtime } = scene
  await stage.subscribe()
  await scene.ready()
  const invocation = simulator.enqueue({})
  const { requestId } = await runtime.next()
  simulator.advance(handlerMs)
  await runtime.respond(requestId, Buffer.alloc(50, 'x'))
  simulator.advance(overheadMs)
  const early = simulator.telemetry.filter('platform.runtimeDone')
  runtime.park()
  await simulator.waitFor(() => simulator.telemetry.filter('platform.runtimeDone').length === 1, {
    what: 'the runtime to be done',
    ...soon,
  })
  simulator.advance(extensionMs)
  await scene.extensionsDone()
  await invocation.done(soon)
  simulator.advance(1_000)
  await listener.nth('platform.report')
  const record = (type: string) => listener.of(type)[0]?.record
  return { early, done: record('platform.runtimeDone'), report: record('platform.report') }
}

test('INV-002, INV-003: the runtime is done after its handler, in three spans', async () => {
  const { done } = await measured(200, 0, 0)

  expect(done.status).toBe('success')
  expect(done.metrics.producedBytes).toBe(50)
  const names = done.spans.map(({ name }: { name: string }) => name)
  expect(names).toEqual(['responseLatency', 'responseDuration', 'runtimeOverhead'])
  expect(done.spans[0].durationMs).toBeGreaterThanOrEqual(200)
  const sum = done.spans.reduce(
    (ms: number, span: { durationMs: number }) => ms + span.durationMs,
    0,
  )
  expect(sum).toBeLessThanOrEqual(done.metrics.durationMs + 1)
})

test('INV-004: it is done when it asks for more, not when it has answered', async () => {
  const { early, done } = await measured(0, 300, 0)

  expect(early).toEqual([])
  expect(done.spans[2]).toMatchObject({ name: 'runtimeOverhead' })
  expect(done.spans[2].durationMs).toBeGreaterThanOrEqual(300)
})

test('INV-005: the report waits for the extension, and counts it', async () => {
  const { done, report } = await measured(0, 0, 400)

  expect(report.metrics.durationMs).toBeGreaterThanOrEqual(done.metrics.durationMs + 400)
  expect(report.spans).toMatchObject([{ name: 'extensionOverhead' }])
})

test.each([
  ['is not sampled', 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0'],
  ['does not exist', undefined],
])('INV-014: of a trace that %s nothing is told', async (_, traceId) => {
  await using play = await Play.start({ extensions: { E: subscriber() } })
  await play.simulator.invoke({}, { traceId })

  await play.listener.nth('platform.report')

  for (const type of ['platform.start', 'platform.runtimeDone', 'platform.report']) {
    expect(play.listener.of(type)[0]?.record).not.toHaveProperty('tracing')
  }
})

test('INV-014: of one that is sampled all three tell the same', async () => {
  await using play = await Play.start({ extensions: { E: subscriber() } })
  const traceId = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'
  await play.simulator.invoke({}, { traceId })

  await play.listener.nth('platform.report')

  const tracing = play.listener.events.map(({ record }) => record.tracing).filter(Boolean)
  expect(tracing).toHaveLength(3)
  expect(new Set(tracing.map((one) => JSON.stringify(one))).size).toBe(1)
  expect(tracing[0]).toEqual({
    type: 'X-Amzn-Trace-Id',
    value: traceId,
    spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
  })
})
