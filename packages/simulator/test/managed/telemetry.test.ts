import { expect, test } from '@jest/globals'
import { runtime } from '../programs.ts'
import { startFunction, startManaged } from './managed.ts'

const span = (name: string) => ({
  name,
  start: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  durationMs: expect.any(Number),
})

test('init is told of as that of a managed instance', async () => {
  await using simulator = await startFunction(1)

  const of = (type: 'platform.initStart' | 'platform.initRuntimeDone' | 'platform.initReport') =>
    simulator.telemetry.filter(type).at(-1)?.record

  expect(of('platform.initStart')).toMatchObject({
    initializationType: 'lambda-managed-instances',
    phase: 'init',
  })
  expect(of('platform.initRuntimeDone')).toEqual({
    initializationType: 'lambda-managed-instances',
    phase: 'init',
    status: 'success',
  })
  expect(of('platform.initReport')).toMatchObject({
    initializationType: 'lambda-managed-instances',
    status: 'success',
  })
})

test('that the runtime is ready is told at once, before extensions are', async () => {
  await using simulator = await startManaged({
    runtime: runtime('echoes'),
    extensions: [{ name: 'a' }],
  })

  await fetch(`http://${simulator.runtimeApi}/2020-01-01/extension/register`, {
    method: 'POST',
    headers: { 'Lambda-Extension-Name': 'a' },
    body: '{}',
  })
  await simulator.waitForEntry(
    (entry) => entry.type === 'telemetry' && entry.event.type === 'platform.initRuntimeDone',
    { what: 'the runtime to be told of' },
  )

  expect(simulator.phase).toBe('init')
})

test('an invocation has a start with its function, and a report of its own', async () => {
  await using simulator = await startFunction(1, { tracing: 'active' })

  const { requestId, report } = await simulator.invoke({})

  const started = simulator.telemetry.filter('platform.start').at(-1)
  expect(started?.record).toEqual({
    requestId,
    version: '$LATEST',
    functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:function',
    tracing: expect.objectContaining({ type: 'X-Amzn-Trace-Id' }),
  })
  expect(report).toEqual({
    requestId,
    status: 'success',
    metrics: { durationMs: expect.any(Number) },
    spans: [span('responseLatency'), span('responseDuration')],
    tracing: started?.record.tracing,
  })
  expect(simulator.telemetry.filter('platform.runtimeDone')).toEqual([])
})

test('what was never answered has no spans', async () => {
  await using simulator = await startFunction(1, { timeoutMs: 1_000, time: 'manual' })
  const hangs = simulator.enqueue({ hang: true })

  simulator.advance(1_000)
  const report = await hangs.done()

  expect(report).not.toHaveProperty('spans')
})

test('starts and reports of several are interleaved', async () => {
  await using simulator = await startFunction(3)
  const [first, second] = [simulator.enqueue({ meet: 3 }), simulator.enqueue({ meet: 3 })]
  const third = simulator.enqueue({ meet: 3 })

  await Promise.all([first, second, third].map((invocation) => invocation.done()))

  const types = simulator.journal
    .entries('telemetry')
    .map(({ event }) => event.type)
    .filter((type) => type === 'platform.start' || type === 'platform.report')
  expect(types).toEqual([...Array(3).fill('platform.start'), ...Array(3).fill('platform.report')])
})

test('with tracing passed through the trace is the received one, without a segment of the platform', async () => {
  await using simulator = await startFunction(1, { tracing: 'pass-through' })
  const traceId = 'Root=1-69b5a1f0-3c7d9e20b84f61a5d2709c1e;Parent=1f7a3c5e9b0d2468;Sampled=1'

  const { report } = await simulator.invoke({}, { traceId })

  expect(report?.tracing).toEqual({ type: 'X-Amzn-Trace-Id', value: traceId })
})
