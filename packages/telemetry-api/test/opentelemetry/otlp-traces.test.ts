import { expect, test } from '@jest/globals'
import { otlpTraces } from '../../src/opentelemetry/otlp-traces.ts'
import { golden } from './golden.ts'
import { attributesOf, spanNamed, spansOf } from './read-otlp.ts'
import { at, functionArn, scenes, told } from './scenes.ts'

test.each(Object.keys(scenes))('%s becomes the spans that were agreed on', (name) => {
  const traces = otlpTraces(scenes[name] ?? [], { functionArn })

  expect(JSON.parse(JSON.stringify(traces))).toEqual(golden(`traces-${name}`, traces))
})

const requestId = 'r'
const header = 'Root=1-6981bb88-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'
const tracing = { type: 'X-Amzn-Trace-Id', value: header } as const
const done = (ms: number, durationMs: number) =>
  told(ms, 'platform.runtimeDone', {
    requestId,
    status: 'success',
    metrics: { durationMs, producedBytes: 0 },
  })

test('no events are no spans', () => {
  expect(otlpTraces([])).toEqual({ resourceSpans: [] })
})

test('the header gives trace, parent and whether it is sampled; the record gives the span', () => {
  const [span] = spansOf([
    told(0, 'platform.start', { requestId, tracing: { ...tracing, spanId: '6d1f0c93b7a2e845' } }),
  ])

  expect(span).toMatchObject({
    traceId: '6981bb88bd862e3fe1be46a994272793',
    parentSpanId: '53995c3f42cd8ad8',
    spanId: '6d1f0c93b7a2e845',
    flags: 0x301,
  })
})

test.each([
  ['Root=1-6981bb88-bd862e3fe1be46a994272793;Sampled=0', { flags: 0 }],
  ['Sampled=1;Root=1-6981bb88-bd862e3fe1be46a994272793;Lineage=a:0', { flags: 1 }],
  ['Root=1-6981bb88-bd862e3fe1be46a994272793;Parent=0000000000000000;Sampled=1', { flags: 1 }],
])('%s has no parent', (value, expected) => {
  const [span] = spansOf([
    told(0, 'platform.start', { requestId, tracing: { type: 'X-Amzn-Trace-Id', value } }),
  ])

  expect(span).toMatchObject({ traceId: '6981bb88bd862e3fe1be46a994272793', ...expected })
  expect(span).not.toHaveProperty('parentSpanId')
})

test.each(['Root=1-xyz;Parent=53995c3f42cd8ad8;Sampled=1', 'nonsense', ''])(
  'a header that names no trace, %j, is as good as none',
  (value) => {
    const traced = told(0, 'platform.start', {
      requestId,
      tracing: { type: 'X-Amzn-Trace-Id', value },
    })

    expect(spansOf([traced])).toEqual(spansOf([told(0, 'platform.start', { requestId })]))
  },
)

test('what is not traced has ids of its request id: other ids for others, always the same', () => {
  const ids = (id: string) => spansOf([told(0, 'platform.start', { requestId: id })])[0]

  expect(ids('a')).toEqual(ids('a'))
  expect(ids('a')?.traceId).not.toBe(ids('b')?.traceId)
  expect(ids('a')?.spanId).not.toBe(ids('b')?.spanId)
})

test('the attempts of an invocation are one trace with a span each', () => {
  const attempt = (ms: number) => [
    told(ms, 'platform.start', { requestId }),
    told(ms + 5, 'platform.report', { requestId, status: 'error', metrics: { durationMs: 5 } }),
  ]

  const [first, second] = spansOf([...attempt(0), ...attempt(1000)])

  expect(second?.traceId).toBe(first?.traceId)
  expect(second?.spanId).not.toBe(first?.spanId)
})

test('spans that were told the same id keep it once', () => {
  const spanned = { ...tracing, spanId: '6d1f0c93b7a2e845' }

  const [first, second] = spansOf([
    told(0, 'platform.start', { requestId: 'a', tracing: spanned }),
    told(0, 'platform.start', { requestId: 'b', tracing: spanned }),
  ])

  expect(first?.spanId).toBe('6d1f0c93b7a2e845')
  expect(second?.spanId).not.toBe('6d1f0c93b7a2e845')
})

test('an init inside an invocation is in its trace, beside it', () => {
  const phase = { initializationType: 'provisioned-concurrency', phase: 'invoke' } as const
  const spans = spansOf([
    told(0, 'platform.initStart', phase),
    told(9, 'platform.initReport', { ...phase, status: 'success', metrics: { durationMs: 9 } }),
    told(10, 'platform.start', { requestId, tracing }),
  ])

  const [init, invocation] = spans
  expect(init).toMatchObject({ name: 'platform.init', traceId: invocation?.traceId })
  expect(init?.parentSpanId).toBe(invocation?.parentSpanId)
  expect(attributesOf(invocation)).toMatchObject({ 'faas.coldstart': true })
})

test.each(['provisioned-concurrency', 'snap-start', 'lambda-managed-instances'] as const)(
  'an init ahead of all invocations, %s, is a trace of its own',
  (initializationType) => {
    const phase = { initializationType, phase: 'init' } as const
    const [init, invocation] = spansOf([
      told(0, 'platform.initStart', phase),
      told(10, 'platform.start', { requestId }),
    ])

    expect(init?.traceId).not.toBe(invocation?.traceId)
    expect(attributesOf(invocation)).toMatchObject({ 'faas.coldstart': false })
  },
)

test('what has no end yet ends where it was last heard of, and says so', () => {
  const [started] = spansOf([told(0, 'platform.start', { requestId })])
  const [ran] = spansOf([told(0, 'platform.start', { requestId }), done(7, 7.5)])

  expect(started?.endTimeUnixNano).toBe(started?.startTimeUnixNano)
  expect(started).not.toHaveProperty('status')
  expect(ran?.endTimeUnixNano).toBe(`${Date.parse(at(7))}500000`)
  expect(ran?.status).toEqual({ code: 1 })
  expect([started, ran].map((span) => attributesOf(span)['lambda.incomplete'])).toEqual([
    true,
    true,
  ])
})

test('what has lost its start began its duration before its end', () => {
  const [span] = spansOf([done(7, 2.064)])

  expect(span?.startTimeUnixNano).toBe(`${Date.parse(at(4))}936000`)
  expect(span?.endTimeUnixNano).toBe(`${Date.parse(at(7))}000000`)
})

test('a duration is exact to the nanosecond however late it is', () => {
  const events = [
    told(0, 'platform.start', { requestId }),
    told(1_234_567, 'platform.report', {
      requestId,
      status: 'success',
      metrics: { durationMs: 1_234_567.891 },
    }),
  ]

  const [span] = spansOf(events)

  const elapsed = BigInt(span?.endTimeUnixNano ?? 0) - BigInt(span?.startTimeUnixNano ?? 0)
  expect(elapsed).toBe(1_234_567_891_000n)
})

test('an end that is told later than the duration says holds: a reset takes time', () => {
  const [span] = spansOf([
    told(0, 'platform.start', { requestId }),
    told(5020, 'platform.report', { requestId, status: 'timeout', metrics: { durationMs: 5000 } }),
  ])

  expect(span?.endTimeUnixNano).toBe(`${Date.parse(at(5020))}000000`)
  expect(span?.status).toEqual({ code: 2, message: 'timeout' })
})

test('no part ends after the whole, whose end is cut after the millisecond', () => {
  const spans = [{ name: 'extensionOverhead', start: at(5), durationMs: 0.9 }]
  const [whole, part] = spansOf([
    told(0, 'platform.start', { requestId }),
    told(5, 'platform.report', {
      requestId,
      status: 'success',
      metrics: { durationMs: 5.2 },
      spans,
    }),
  ])

  expect(part?.endTimeUnixNano).toBe(`${Date.parse(at(5))}900000`)
  expect(whole?.endTimeUnixNano).toBe(part?.endTimeUnixNano)
})

test('a clock that was set back makes no span end before it began', () => {
  const [span] = spansOf([told(100, 'platform.start', { requestId }), done(50, 1)])

  expect(span?.endTimeUnixNano).toBe(span?.startTimeUnixNano)
})

test('an extension that fails after the runtime was done makes the invocation fail', () => {
  const errorType = 'Extension.Crash'
  const span = spanNamed('platform.invocation', [
    told(0, 'platform.start', { requestId }),
    done(5, 5),
    told(9, 'platform.report', {
      requestId,
      status: 'error',
      errorType,
      metrics: { durationMs: 9 },
    }),
  ])

  expect(span.status).toEqual({ code: 2, message: errorType })
  expect(attributesOf(span)).toMatchObject({ 'error.type': errorType })
})

test('a resource says more where the caller knows more', () => {
  const { resourceSpans } = otlpTraces([told(0, 'platform.start', { requestId })], {
    functionArn,
    resource: { 'deployment.environment.name': 'test', 'service.name': 'shop' },
  })

  expect(attributesOf(resourceSpans[0]?.resource)).toEqual({
    'service.name': 'shop',
    'cloud.provider': 'aws',
    'cloud.platform': 'aws_lambda',
    'cloud.region': 'eu-central-1',
    'cloud.account.id': '123456789012',
    'cloud.resource_id': functionArn,
    'faas.name': 'checkout',
    'deployment.environment.name': 'test',
  })
})
