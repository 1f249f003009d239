import { expect, test } from '@jest/globals'
import { otlpLogs } from '../../src/opentelemetry/otlp-logs.ts'
import { eventsOfInvocation } from '../../src/opentelemetry/phase-reader.ts'
import type { TelemetryEvent } from '../../src/events/telemetry-event.ts'
import { golden } from './golden.ts'
import { attributesOf, spanNamed, spansOf } from './read-otlp.ts'
import { functionArn, scenes, told } from './scenes.ts'

test.each(['cold-start', 'managed-instance'])(
  'what is printed in %s becomes the records that were agreed on',
  (name) => {
    const logs = otlpLogs(scenes[name] ?? [], { functionArn })

    expect(JSON.parse(JSON.stringify(logs))).toEqual(golden(`logs-${name}`, logs))
  },
)

const recordsIn = (events: readonly TelemetryEvent[]) =>
  otlpLogs(events).resourceLogs.flatMap(({ scopeLogs }) =>
    scopeLogs.flatMap(({ logRecords }) => logRecords),
  )

test('a line refers to the span of the phase in which it was printed', () => {
  const events = [
    told(0, 'platform.initStart', { initializationType: 'on-demand', phase: 'init' }),
    told(1, 'extension', 'starting\r\n'),
    told(2, 'platform.start', { requestId: 'a' }),
    told(3, 'function', 'works\nhard\n'),
    told(4, 'platform.report', { requestId: 'a', status: 'success', metrics: { durationMs: 2 } }),
    told(5, 'function', 'late'),
  ]
  const init = spanNamed('platform.init', events)
  const invocation = spanNamed('platform.invocation', events)

  const [starting, works] = recordsIn(events)

  expect(starting).toMatchObject({ body: { stringValue: 'starting' }, spanId: init.spanId })
  expect(works).toMatchObject({
    body: { stringValue: 'works\nhard' },
    traceId: invocation.traceId,
    spanId: invocation.spanId,
  })
  expect(attributesOf(works)).toEqual({ 'lambda.source': 'function', 'faas.invocation_id': 'a' })
})

test('a line of nobody refers to nothing', () => {
  const [line] = recordsIn([told(0, 'function', 'alone')])

  expect(line).toEqual({
    timeUnixNano: expect.any(String),
    body: { stringValue: 'alone' },
    attributes: [{ key: 'lambda.source', value: { stringValue: 'function' } }],
  })
})

test('a JSON line is its body, with its level as its severity', () => {
  const [line, odd] = recordsIn([
    told(0, 'function', { level: 'warn', none: null, list: [1, 1.5, true], at: { depth: 2 } }),
    told(0, 'function', { level: 'LOUD' }),
  ])

  expect(line).toMatchObject({
    severityNumber: 13,
    severityText: 'warn',
    body: {
      kvlistValue: {
        values: [
          { key: 'level', value: { stringValue: 'warn' } },
          { key: 'none', value: {} },
          {
            key: 'list',
            value: {
              arrayValue: {
                values: [{ intValue: '1' }, { doubleValue: 1.5 }, { boolValue: true }],
              },
            },
          },
          {
            key: 'at',
            value: { kvlistValue: { values: [{ key: 'depth', value: { intValue: '2' } }] } },
          },
        ],
      },
    },
  })
  expect(odd).not.toHaveProperty('severityNumber')
})

test('of one invocation there are its events and the lines between them', () => {
  const report = (ms: number, requestId: string) =>
    told(ms, 'platform.report', { requestId, status: 'success', metrics: { durationMs: 2 } })
  const mine = [
    told(2, 'platform.start', { requestId: 'a' }),
    told(3, 'function', 'a works'),
    report(4, 'a'),
  ]
  const events = [
    told(0, 'platform.initStart', { initializationType: 'on-demand', phase: 'init' }),
    told(1, 'function', 'before'),
    ...mine,
    told(5, 'extension', 'after'),
    told(6, 'platform.start', { requestId: 'b' }),
    told(7, 'function', 'b works'),
    report(8, 'b'),
  ]

  expect(eventsOfInvocation(events, 'a')).toEqual(mine)
  expect(eventsOfInvocation(events, 'c')).toEqual([])
})

test('of invocations side by side a line belongs to the one that it names', () => {
  const events = scenes['managed-instance'] ?? []
  const first = '3b0a7c52-6f0e-4d1c-9a54-1c7f2e9d8b10'

  expect(eventsOfInvocation(events, first).map(({ type, record }) => [type, record])).toEqual([
    ['platform.start', expect.objectContaining({ requestId: first })],
    ['function', { level: 'INFO', message: 'mine', requestId: first }],
    ['platform.report', expect.objectContaining({ requestId: first })],
  ])
  expect(spansOf(events).map(({ name }) => name)).toContain('checkout')
})

test('what ran in a generation that was reset does not own what is printed in the next one', () => {
  const events = [
    told(0, 'platform.start', { requestId: 'a' }),
    told(1, 'platform.initStart', { initializationType: 'on-demand', phase: 'invoke' }),
    told(2, 'function', 'again'),
  ]

  expect(eventsOfInvocation(events, 'a')).toEqual(events.slice(0, 1))
})
