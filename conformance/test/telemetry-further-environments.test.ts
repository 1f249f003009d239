import { expect, test } from '@jest/globals'
import { register } from '../seed/extension-client.ts'
import { soon } from '../seed/patience.ts'
import { answered, jsonOf } from '../seed/payload.ts'
import { Scene } from '../seed/scene.ts'
import { HttpListener } from '../telemetry/http-listener.ts'
import { Play } from '../telemetry/play.ts'
import { happened } from '../telemetry/prompter.ts'
import { put, request, telemetryPath } from '../telemetry/subscribe.ts'
import { subscriber } from '../telemetry/subscribed.ts'

const managed = { initializationType: 'lambda-managed-instances' } as const

const forShutdown = (uri: string) => ({
  start: [
    ['register', 'SHUTDOWN'],
    ['subscribe', telemetryPath, request(uri)],
  ] as const,
})

// Documented: extensions of a managed instance register for SHUTDOWN only.
test('a managed instance lets nobody register for INVOKE', async () => {
  await using scene = await Scene.start({ ...managed, extensions: [{ name: 'E' }] })

  const answer = await answered(register(scene.simulator.runtimeApi, 'E', ['INVOKE', 'SHUTDOWN']))

  expect(answer.status).toBe(403)
  expect(jsonOf(answer)).toMatchObject({ errorType: 'Extension.InvalidEventType' })
})

test.each(['2022-07-01', '2022-12-13', '2026-01-01', undefined])(
  'a managed instance refuses schema %s as invalid',
  async (schemaVersion) => {
    await using scene = await Scene.start({ ...managed, extensions: [{ name: 'E' }] })
    await using listener = await HttpListener.start()
    const extension = await scene.extension('E', ['SHUTDOWN'])

    const answer = await put(
      scene.simulator.runtimeApi,
      telemetryPath,
      extension.id,
      request(listener.uri, { schemaVersion }),
    )

    expect(answer.status).toBe(400)
    expect(jsonOf(answer)).toEqual({
      errorType: 'ValidationError',
      errorMessage: expect.stringContaining('schemaVersion'),
    })
  },
)

// Documented: the schema page; core: `interop/events_api.go`, `invoke/metrics.go`.
test('of an invocation it tells a start with the function’s ARN, and a report with its duration', async () => {
  await using play = await Play.start({ options: managed, extensions: { E: forShutdown } })
  await play.simulator.waitForPhase('idle', soon)
  const { requestId } = await play.simulator.invoke({})

  const { record } = await play.listener.nth('platform.report')

  expect(play.listener.of('platform.start').map((event) => event.record)).toEqual([
    {
      requestId,
      version: '$LATEST',
      functionArn: expect.stringMatching(/^arn:aws:lambda:/),
    },
  ])
  expect(record).toEqual({
    requestId,
    status: 'success',
    metrics: { durationMs: expect.any(Number) },
    spans: [
      expect.objectContaining({ name: 'responseLatency' }),
      expect.objectContaining({ name: 'responseDuration' }),
    ],
  })
  expect(play.listener.types.at(-1)).toBe('platform.report')
  expect(play.listener.types).not.toContain('platform.runtimeDone')
})

test('of invocations side by side it tells side by side', async () => {
  await using play = await Play.start({
    options: managed,
    variables: { WORKERS: '2' },
    extensions: { E: forShutdown },
  })
  const { simulator, prompter, listener } = play
  await simulator.waitForPhase('idle', soon)
  await simulator.waitFor(() => simulator.idleWorkers === 2, { what: 'two workers', ...soon })
  const [one, two] = ['one', 'two'].map((cue) =>
    simulator.enqueue({
      do: [
        ['cue', cue],
        ['respond', 2],
      ],
    }),
  )
  await happened(simulator, { type: 'invocation.handed' }, 2)
  prompter.cue('two')
  await two?.done(soon)
  prompter.cue('one')

  await listener.nth('platform.report', 2)

  const course = listener.events
    .filter(({ type }) => ['platform.start', 'platform.report'].includes(type))
    .map(({ type, record }) => [type, record.requestId])
  expect(course).toEqual([
    ['platform.start', one?.requestId],
    ['platform.start', two?.requestId],
    ['platform.report', two?.requestId],
    ['platform.report', one?.requestId],
  ])
})

// Core: `interop/error_utils.go`.
test('there a time-out has a type of its own', async () => {
  await using play = await Play.start({
    options: { ...managed, time: 'manual', timeoutMs: 1_000 },
    extensions: { E: forShutdown },
  })
  const { simulator } = play
  await simulator.waitForPhase('idle', soon)
  simulator.enqueue({ do: [['stay']] })
  await happened(simulator, { type: 'invocation.handed' })
  simulator.advance(1_000)

  const { record } = await simulator.telemetry.waitFor('platform.report', soon)

  expect(record).toMatchObject({
    status: 'timeout',
    errorType: 'Sandbox.Timedout',
    metrics: { durationMs: 1_000 },
  })
})

test.each([
  ['on-demand', { initDurationMs: expect.any(Number) }],
  ['provisioned-concurrency', {}],
] as const)('the first report of an environment %s', async (initializationType, more) => {
  await using play = await Play.start({
    options: { initializationType },
    extensions: { E: subscriber() },
  })
  await play.simulator.invoke({})

  const { record } = await play.listener.nth('platform.report')

  expect(play.listener.of('platform.initStart')[0]?.record).toMatchObject({ initializationType })
  expect(record.metrics).toEqual({
    durationMs: expect.any(Number),
    billedDurationMs: expect.any(Number),
    memorySizeMB: 128,
    maxMemoryUsedMB: expect.any(Number),
    ...more,
  })
})

// Documented: the init of a snapshot is of that type, and of no phase of that name, which clients would refuse.
test('a snapshot is made by an init, and restored by another environment', async () => {
  await using play = await Play.start({
    options: { initializationType: 'snap-start', functionVersion: '7' },
    runtime: { start: [['restore']] },
    extensions: { E: subscriber() },
  })
  await play.simulator.invoke({})

  await play.listener.nth('platform.report')

  const of = (type: string) => play.listener.of(type)[0]?.record
  const common = { initializationType: 'snap-start', phase: 'init' }
  expect(of('platform.initStart')).toMatchObject({ ...common, functionVersion: '7' })
  expect(of('platform.initRuntimeDone')).toEqual({ ...common, status: 'success' })
  expect(of('platform.initReport')).toMatchObject({ ...common, status: 'success' })
  expect(of('platform.restoreStart').instanceId).not.toBe(of('platform.initStart').instanceId)
  expect(of('platform.restoreRuntimeDone')).toEqual({ status: 'success' })
  expect(of('platform.restoreReport')).toEqual({
    status: 'success',
    metrics: { durationMs: expect.any(Number) },
  })
  const { metrics } = of('platform.report')
  expect(metrics.restoreDurationMs).toBe(of('platform.restoreReport').metrics.durationMs)
})

// What the collector of OpenTelemetry does: it asks for its next event only when this one's end has been delivered.
test('an extension may wait for the end of each invocation before it asks for the next', async () => {
  await using play = await Play.start({
    extensions: {
      E: (uri) => ({
        ...subscriber({ buffering: { maxItems: 1_000, maxBytes: 262_144, timeoutMs: 25 } })(uri),
        invoke: [['cue', 'heard']],
      }),
    },
  })
  const invocation = play.simulator.enqueue({})
  await play.listener.nth('platform.runtimeDone')
  play.prompter.cue('heard')

  await invocation.done(soon)

  expect(invocation.status).toBe('success')
})
