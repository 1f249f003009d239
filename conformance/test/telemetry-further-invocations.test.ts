import { expect, test } from '@jest/globals'
import { soon } from '../seed/patience.ts'
import type { Step } from '../telemetry/actors.ts'
import { Play } from '../telemetry/play.ts'
import { happened } from '../telemetry/prompter.ts'
import { Stage } from '../telemetry/stage.ts'
import { subscriber } from '../telemetry/subscribed.ts'

const ofInvocations = ['platform.start', 'platform.runtimeDone', 'platform.report']

/** The records of what is told of one invocation whose handler takes these steps, in an environment that was used once. */
async function toldOf(steps: readonly Step[], schemaVersion = '2025-01-29') {
  await using play = await Play.start({ extensions: { E: subscriber({ schemaVersion }) } })
  await play.simulator.enqueue({}).done(soon)
  await play.simulator.enqueue({ do: steps }).done(soon)
  await play.listener.nth('platform.report', 2)
  const [start, done, report] = ofInvocations.map((type) => play.listener.of(type)[1]?.record)
  return { start, done, report }
}

// Documented by an engineer of AWS (aws-lambda-extensions, issue 85); core.
test('a handler’s own error is a success of the runtime, which has produced nothing', async () => {
  const { done, report } = await toldOf([['fail', 'Function.Boom']])

  expect(done).toEqual({
    requestId: expect.any(String),
    status: 'success',
    metrics: { durationMs: expect.any(Number), producedBytes: 0 },
  })
  expect(report.status).toBe('success')
  expect(report).not.toHaveProperty('errorType')
})

test('an answer without a byte has spans, and produces nothing', async () => {
  const { done } = await toldOf([['respond', 0]])

  expect(done.metrics.producedBytes).toBe(0)
  expect(done.spans.map(({ name }: { name: string }) => name)).toEqual([
    'responseLatency',
    'responseDuration',
    'runtimeOverhead',
  ])
})

test('the bytes of an answer are counted, not its characters', async () => {
  await using stage = await Stage.start()
  await stage.subscribe()

  await stage.scene.serve({}, Buffer.from('äöü€'))

  const { record } = await stage.listener.nth('platform.runtimeDone')
  expect(record.metrics.producedBytes).toBe(9)
})

test('the start names the version of the function', async () => {
  const { start } = await toldOf([['respond', 1]])

  expect(start).toEqual({ requestId: expect.any(String), version: '$LATEST' })
})

// Chosen, since no capture of the older two has any; documented with the newest.
test.each([
  ['2022-07-01', undefined],
  ['2022-12-13', undefined],
  ['2025-01-29', [expect.objectContaining({ name: 'extensionOverhead' })]],
])('with schema %s a report has these spans: %j', async (schemaVersion, spans) => {
  const { report, done } = await toldOf([['respond', 1]], schemaVersion)

  expect(report.spans).toEqual(spans)
  expect(done.spans).toHaveLength(3)
})

test('without an extension nobody is waited for, and there is no overhead of any', async () => {
  await using play = await Play.start({})
  await play.simulator.enqueue({}).done(soon)

  const { telemetry } = play.simulator

  expect(telemetry.events().map(({ type }) => type)).toEqual([
    'platform.initStart',
    'platform.initRuntimeDone',
    'platform.initReport',
    ...ofInvocations,
  ])
  expect(telemetry.first('platform.report')?.record).not.toHaveProperty('spans')
})

/** An environment whose init takes so long, and whose handler then takes so long, by the platform's time. */
async function measured(initMs: number, handlerMs: number) {
  await using play = await Play.start({
    options: { time: 'manual', memorySizeMb: 512 },
    runtime: { start: [['cue', 'initialised']] },
    extensions: { E: subscriber() },
  })
  const { simulator, prompter, listener } = play
  await simulator.telemetry.waitFor('platform.telemetrySubscription', soon)
  simulator.advance(initMs)
  prompter.cue('initialised')
  for (const [index, cue] of ['cold', 'warm'].entries()) {
    const invocation = simulator.enqueue({
      do: [
        ['cue', cue],
        ['respond', 2],
      ],
    })
    await happened(simulator, { type: 'invocation.handed' }, index + 1)
    simulator.advance(handlerMs)
    prompter.cue(cue)
    await invocation.done(soon)
  }
  simulator.advance(1_000)
  await listener.nth('platform.report', 2)
  const [cold, warm] = listener.of('platform.report').map(({ record }) => record.metrics)
  return { cold, warm, init: listener.of('platform.initReport')[0]?.record.metrics }
}

// The platform’s rule since August 2025; documented and captured: 5000 + 578.07 comes to 5579.
test('what is billed is the time of the function and of its init, in whole milliseconds', async () => {
  const { cold, warm, init } = await measured(698.806, 562.492)

  expect(init).toEqual({ durationMs: 698.806 })
  expect(cold).toEqual({
    durationMs: 562.492,
    billedDurationMs: 1_262,
    memorySizeMB: 512,
    maxMemoryUsedMB: expect.any(Number),
    initDurationMs: 698.806,
  })
  expect(warm).toEqual({
    durationMs: 562.492,
    billedDurationMs: 563,
    memorySizeMB: 512,
    maxMemoryUsedMB: expect.any(Number),
  })
})

// Core: nanoseconds are cut off, not rounded.
test('durations are cut after the microsecond', async () => {
  const { init, warm } = await measured(100.0009, 7.0007)

  expect(init.durationMs).toBe(100)
  expect(warm.durationMs).toBe(7)
})

test('memory is what the processes used, not a part of what they may', async () => {
  await using play = await Play.start({ options: { memorySizeMb: 10_240 } })
  await play.simulator.enqueue({}).done(soon)

  const { maxMemoryUsedMB = 0 } =
    play.simulator.telemetry.first('platform.report')?.record.metrics ?? {}

  expect(maxMemoryUsedMB).toBeGreaterThan(10)
  expect(maxMemoryUsedMB).toBeLessThan(2_000)
})

test('the span of an answer in parts lasts from its first byte to its last', async () => {
  await using play = await Play.start({
    options: { time: 'manual' },
    extensions: { E: subscriber() },
  })
  const { simulator, prompter, listener } = play
  await simulator.waitForPhase('idle', soon)
  const { invocation, body } = await simulator.invokeWithResponseStream({
    do: [['stream', 'first', 'second']],
  })
  for await (const part of body) {
    simulator.advance(150)
    prompter.cue(String(part))
  }
  await invocation.done(soon)
  simulator.advance(1_000)

  const { record } = await listener.nth('platform.runtimeDone')

  const [latency, duration] = record.spans
  expect([latency.durationMs, duration.durationMs]).toEqual([0, 300])
  expect(Date.parse(duration.start)).toBe(Date.parse(latency.start))
  expect(record.metrics).toEqual({ durationMs: 300, producedBytes: 11 })
})

const root = '1-5759e988-bd862e3fe1be46a994272793'

// Captured (2022-10): the three are the same object, with the header as the function got it.
test('start, end and report of a sampled invocation carry the same context, and every invocation another', async () => {
  await using play = await Play.start({ extensions: { E: subscriber() } })
  const traceId = `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1;Lineage=1:a87bd80c:0`
  for (let count = 0; count < 2; count += 1) {
    await play.simulator.enqueue({}, { traceId }).done(soon)
  }

  await play.listener.nth('platform.report', 2)

  const contexts = ofInvocations.map((type) =>
    play.listener.of(type).map(({ record }) => record.tracing),
  )
  const [start = [], done, report] = contexts
  expect([done, report]).toEqual([start, start])
  expect(start[0]).toEqual({
    type: 'X-Amzn-Trace-Id',
    value: expect.stringContaining(`Root=${root};`),
    spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
  })
  expect(start[0].spanId).not.toBe(start[1].spanId)
})

test.each([
  ['a header without a root', 'Parent=53995c3f42cd8ad8;Sampled=1'],
  ['a decision that is open', `Root=${root};Sampled=?`],
  ['a decision for something else', `Root=${root};Parent=53995c3f42cd8ad8;Sampled=10`],
])('of %s nothing is told', async (_, traceId) => {
  await using play = await Play.start({})
  await play.simulator.enqueue({}, { traceId }).done(soon)

  const events = play.simulator.telemetry.events()

  expect(JSON.stringify(events)).not.toContain('tracing')
})

test('the tenant of an invocation is told in all three', async () => {
  await using play = await Play.start({ extensions: { E: subscriber() } })
  await play.simulator.enqueue({}, { tenantId: 'blue' }).done(soon)

  await play.listener.nth('platform.report')

  for (const type of ofInvocations) {
    expect(play.listener.of(type)).toMatchObject([{ record: { tenantId: 'blue' } }])
  }
})
