import { expect, test } from '@jest/globals'
import { otlpMetrics } from '../../src/opentelemetry/otlp-metrics.ts'
import type { TelemetryEvent } from '../../src/events/telemetry-event.ts'
import { golden } from './golden.ts'
import { at, functionArn, scenes, told } from './scenes.ts'

test.each(['cold-start', 'restore', 'managed-instance', 'time-out'])(
  '%s becomes the metrics that were agreed on',
  (name) => {
    const metrics = otlpMetrics(scenes[name] ?? [], { functionArn })

    expect(JSON.parse(JSON.stringify(metrics))).toEqual(golden(`metrics-${name}`, metrics))
  },
)

const metricsIn = (events: readonly TelemetryEvent[]) =>
  otlpMetrics(events).resourceMetrics.flatMap(({ scopeMetrics }) =>
    scopeMetrics.flatMap(({ metrics }) => metrics),
  )

function counts(events: readonly TelemetryEvent[]) {
  return Object.fromEntries(
    metricsIn(events).flatMap((metric) =>
      'sum' in metric ? [[metric.name, metric.sum.dataPoints[0]?.asInt]] : [],
    ),
  )
}

const report = (requestId: string, status: 'success' | 'error' | 'failure' | 'timeout') =>
  told(9, 'platform.report', { requestId, status, metrics: { durationMs: 9 } })

test('no events are no metrics', () => {
  expect(otlpMetrics([])).toEqual({ resourceMetrics: [] })
})

test('each invocation counts once, by how it ended', () => {
  const events = [
    report('a', 'success'),
    report('b', 'success'),
    report('c', 'error'),
    report('d', 'failure'),
    report('e', 'timeout'),
    told(10, 'platform.start', { requestId: 'f' }),
  ]

  expect(counts(events)).toEqual({
    'faas.invocations': '2',
    'faas.errors': '2',
    'faas.timeouts': '1',
    'faas.coldstarts': '0',
  })
})

test('an init that nobody had to wait for is no cold start', () => {
  const type = { initializationType: 'provisioned-concurrency', phase: 'init' } as const
  const ahead = [told(0, 'platform.initStart', type), told(9, 'platform.start', { requestId: 'a' })]
  const inside = [told(0, 'platform.initStart', { ...type, phase: 'invoke' }), ...ahead.slice(1)]

  expect([counts(ahead), counts(inside)].map((all) => all['faas.coldstarts'])).toEqual(['0', '1'])
})

test('a distribution has its values in the buckets up to their bounds', () => {
  const done = (requestId: string, durationMs: number) =>
    told(9, 'platform.runtimeDone', {
      requestId,
      status: 'success',
      metrics: { durationMs, producedBytes: 0 },
    })

  const metric = metricsIn([done('a', 5), done('b', 5.001), done('c', 60_000)]).find(
    ({ name }) => name === 'faas.invoke_duration',
  )

  const now = `${Date.parse(at(9))}000000`
  expect(metric).toMatchObject({
    unit: 's',
    histogram: {
      dataPoints: [
        {
          startTimeUnixNano: now,
          timeUnixNano: now,
          count: '3',
          min: 0.005,
          max: 60,
          sum: expect.closeTo(60.010001),
          bucketCounts: ['1', '1', ...Array<string>(12).fill('0'), '1'],
        },
      ],
    },
  })
})

test('of an init that is not told of, the report of the invocation that waited for it tells', () => {
  const cold = (metrics: { initDurationMs?: number; restoreDurationMs?: number }) => [
    told(9, 'platform.report', {
      requestId: 'a',
      status: 'success',
      metrics: { durationMs: 9, ...metrics },
    }),
  ]

  const events = [{ initDurationMs: 80 }, { restoreDurationMs: 0 }, {}].map(cold)
  expect(events.map((one) => counts(one)['faas.coldstarts'])).toEqual(['1', '1', '0'])
})

test('attempts whose starts are lost count one by one', () => {
  expect(counts([report('a', 'error'), report('a', 'success')])).toMatchObject({
    'faas.invocations': '1',
    'faas.errors': '1',
  })
})
