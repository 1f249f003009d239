import { expect, test } from '@jest/globals'
import { soon } from '../seed/patience.ts'
import type { Script } from '../telemetry/actors.ts'
import { Play } from '../telemetry/play.ts'
import { never } from '../telemetry/subscribe.ts'
import { subscriber, subscribing } from '../telemetry/subscribed.ts'

/** The types of everything that came, without those of subscriptions. */
const course = ({ listener }: Play) =>
  listener.types.filter((type) => type !== 'platform.telemetrySubscription')

const initOf = ({ listener }: Play, type: string, phase: string) =>
  listener.of(type).find(({ record }) => record.phase === phase)?.record

test('ERR-003: what a runtime printed before it crashed is sent at once', async () => {
  await using play = await Play.start({
    extensions: { E: subscriber({ types: ['function'], buffering: never }) },
  })
  const invocation = play.simulator.enqueue({
    do: [
      ['print', 'last words'],
      ['exit', 1],
    ],
  })

  await play.listener.nth('function')
  await invocation.done(soon)

  expect(play.listener.events).toMatchObject([{ type: 'function', record: 'last words' }])
})

/** What is told of an invocation that never ends, with the time that init takes beforehand. */
async function timedOut(initMs: number, warm: boolean) {
  await using play = await Play.start({
    options: { time: 'manual', timeoutMs: 1_000 },
    runtime: { start: [['cue', 'initialised']] },
    extensions: { E: subscriber() },
  })
  const { simulator, prompter, listener } = play
  await simulator.waitFor(
    () => simulator.telemetry.filter('platform.telemetrySubscription').length > 0,
    { what: 'the subscription', ...soon },
  )
  simulator.advance(initMs)
  prompter.cue('initialised')
  if (warm) await simulator.enqueue({}).done(soon)
  const { requestId } = simulator.enqueue({ do: [['stay']] })
  await simulator.waitForEntry(
    (entry) => entry.type === 'invocation.handed' && entry.requestId === requestId,
    { what: 'the runtime to have the event', ...soon },
  )
  simulator.advance(1_000)
  await simulator.invocation(requestId)?.done(soon)
  simulator.advance(1_000)
  const count = warm ? 2 : 1
  const { record: report } = await listener.nth('platform.report', count)
  const { record: done } = await listener.nth('platform.runtimeDone', count)
  return { done, report, init: listener.of('platform.initReport')[0]?.record }
}

test('ERR-004: a time-out is told without a type, and takes as long as it may', async () => {
  const { done } = await timedOut(0, true)

  expect(done).toEqual({
    requestId: expect.any(String),
    status: 'timeout',
    metrics: { durationMs: expect.any(Number), producedBytes: 0 },
  })
  expect(done.metrics.durationMs).toBeGreaterThanOrEqual(1_000)
  expect(done.metrics.durationMs).toBeLessThanOrEqual(1_100)
})

test('ERR-005: its report has the time-out for a duration, and for the bill', async () => {
  const { report } = await timedOut(0, true)

  expect(report.status).toBe('timeout')
  expect(report.metrics).toMatchObject({ durationMs: 1_000, billedDurationMs: 1_000 })
  expect(report).not.toHaveProperty('errorType')
  expect(report.metrics).not.toHaveProperty('initDurationMs')
})

test('ERR-006: after a cold start the init is a part of the bill', async () => {
  const { report, init } = await timedOut(578.07, false)

  expect(init.metrics.durationMs).toBe(578.07)
  expect(report.metrics).toMatchObject({
    durationMs: 1_000,
    initDurationMs: 578.07,
    billedDurationMs: 1_579,
  })
})

const reporting = (errorType: string): Script => ({
  start: [
    ['until', { type: 'extension.polled' }],
    ['init-error', errorType],
    ['exit', 1],
  ],
})

test('ERR-008: an init that fails is told in order, with the type that the runtime gave', async () => {
  await using play = await Play.start({
    runtime: reporting('Runtime.ImportModuleError'),
    extensions: { E: subscriber() },
  })
  await play.simulator.waitForPhase('dormant', soon)

  await play.listener.nth('platform.initReport')

  const failed = { phase: 'init', status: 'error', errorType: 'Runtime.ImportModuleError' }
  expect(course(play)).toEqual([
    'platform.initStart',
    'platform.initRuntimeDone',
    'platform.extension',
    'platform.initReport',
  ])
  expect(initOf(play, 'platform.initRuntimeDone', 'init')).toMatchObject(failed)
  expect(initOf(play, 'platform.initReport', 'init')).toMatchObject(failed)
})

test('ERR-009, ERR-010: an init that fails inside the invocation, too, is told before its start', async () => {
  await using play = await Play.start({
    runtime: reporting('Runtime.ImportModuleError'),
    extensions: { E: subscriber() },
  })
  await play.simulator.waitForPhase('dormant', soon)
  await (await play.simulator.invoke({})).done(soon)

  const { record: report } = await play.listener.nth('platform.report')

  const errorType = 'Runtime.ImportModuleError'
  expect(course(play).slice(4)).toEqual([
    'platform.initStart',
    'platform.initRuntimeDone',
    'platform.extension',
    'platform.initReport',
    'platform.start',
    'platform.runtimeDone',
    'platform.report',
  ])
  const failed = { phase: 'invoke', status: 'error', errorType }
  const init = initOf(play, 'platform.initReport', 'invoke')
  expect(initOf(play, 'platform.initStart', 'invoke')).toBeDefined()
  expect(init).toMatchObject(failed)
  expect(play.listener.of('platform.runtimeDone')[0]?.record).toEqual({
    requestId: report.requestId,
    status: 'error',
    errorType,
    metrics: { durationMs: 0, producedBytes: 0 },
  })
  expect(report).toMatchObject({ status: 'error', errorType })
  expect(report.metrics.durationMs).toBeGreaterThanOrEqual(init.metrics.durationMs)
  expect(report.metrics).not.toHaveProperty('initDurationMs')
})

test('ERR-011: an extension that ends before it registers ends an init without a runtime', async () => {
  await using play = await Play.start({
    extensions: {
      E: subscriber(),
      F: () => ({
        start: [
          ['cue', 'subscribed'],
          ['exit', 1],
        ],
      }),
    },
  })
  await play.listener.nth('platform.telemetrySubscription')
  play.prompter.cue('subscribed')

  await play.listener.nth('platform.initReport')

  expect(play.listener.of('platform.initRuntimeDone')).toEqual([])
  expect(play.listener.of('platform.initReport')).toMatchObject([
    { record: { status: 'error', errorType: expect.stringMatching(/^Extension\./) } },
  ])
})

test('ERR-012: an error type that is none is told as unknown', async () => {
  await using play = await Play.start({
    runtime: reporting('my-own-error'),
    extensions: { E: subscriber() },
  })
  await play.simulator.waitForPhase('dormant', soon)

  await play.listener.nth('platform.initReport')

  expect(initOf(play, 'platform.initRuntimeDone', 'init')).toMatchObject({
    errorType: 'Runtime.Unknown',
  })
  expect(initOf(play, 'platform.initReport', 'init')).toMatchObject({
    errorType: 'Runtime.Unknown',
  })
})

test('ERR-014: an init that takes too long is told as a time-out', async () => {
  await using play = await Play.start({
    options: { initTimeoutMs: 10_000, time: 'manual' },
    runtime: { start: [['stay']] },
    extensions: { E: subscriber() },
  })
  await play.simulator.waitForEntry(({ type }) => type === 'extension.polled', {
    what: 'the extension to be ready',
    ...soon,
  })
  play.simulator.advance(10_000)
  await play.simulator.waitForPhase('dormant', soon)

  await play.listener.nth('platform.initReport')

  expect(initOf(play, 'platform.initReport', 'init')).toMatchObject({ status: 'timeout' })
  expect(initOf(play, 'platform.initReport', 'init')).not.toHaveProperty('errorType')
})

test.each([
  [
    'says that it ends',
    [
      ['exit-error', 'Extension.Gone'],
      ['exit', 1],
    ],
    'Extension.ExitError',
  ],
  ['only dies', [['exit', 1]], 'Extension.Crash'],
] as const)('ERR-015: an extension that %s ends the invocation', async (_, invoke, errorType) => {
  await using play = await Play.start({
    runtime: { invoke: [['stay']] },
    extensions: {
      E: subscriber(),
      F: (uri) => ({ start: subscribing(uri).slice(0, 1), invoke }),
    },
  })
  await (await play.simulator.invoke({})).done(soon)

  await play.listener.nth('platform.report')

  for (const type of ['platform.runtimeDone', 'platform.report']) {
    expect(play.listener.of(type)).toMatchObject([{ record: { status: 'error', errorType } }])
  }
})
