import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { otlpLogs } from '../../src/opentelemetry/otlp-logs.ts'
import { otlpMetrics } from '../../src/opentelemetry/otlp-metrics.ts'
import { otlpTraces } from '../../src/opentelemetry/otlp-traces.ts'
import { eventsOfInvocation } from '../../src/opentelemetry/phase-reader.ts'
import type { TelemetryEvent } from '../../src/events/telemetry-event.ts'
import { attributesOf, spansIn } from './read-otlp.ts'
import { at } from './scenes.ts'

const remoteParent = '53995c3f42cd8ad8'
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const durationMs = fc.oneof(
  fc.double({ min: 0, max: 1e6 }),
  fc.constantFrom(0, 0.001, 1e15, NaN, -1),
)
const time = fc.oneof(
  fc.integer({ min: 0, max: 20 }).map(at),
  fc.constantFrom('1969-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z', 'no time at all'),
)
const spans = fc.array(
  fc.record({ name: fc.constantFrom('responseLatency', 'a'), start: time, durationMs }),
  { minLength: 1, maxLength: 3 },
)
const tracing = fc.record({
  type: fc.constant('X-Amzn-Trace-Id' as const),
  value: fc.constantFrom(
    `Root=1-6981bb88-bd862e3fe1be46a994272793;Parent=${remoteParent};Sampled=1`,
    'Root=1-6981bb88-bd862e3fe1be46a994272793;Sampled=0',
    `Parent=${remoteParent}`,
    '=;;=',
  ),
  spanId: optional(fc.constantFrom(remoteParent, '6d1f0c93b7a2e845', '0000000000000000', 'x')),
})
const phases = {
  requestId: fc.constantFrom('a', 'b'),
  initializationType: fc.constantFrom('on-demand', 'snap-start'),
  phase: fc.constantFrom('init', 'invoke'),
  status: fc.constantFrom('success', 'error', 'failure', 'timeout'),
  errorType: optional(fc.constant('Runtime.ExitError')),
  metrics: fc.record({ durationMs, maxMemoryUsedMB: optional(fc.nat()) }),
  spans: optional(spans),
  tracing: optional(tracing),
  version: optional(fc.constant('7')),
  functionName: optional(fc.constant('checkout')),
  instanceId: optional(fc.constantFrom('one', 'two')),
}
const platform = (type: string) =>
  fc.record(phases).map(({ requestId, ...record }) => ({
    type,
    record: /^platform\.(init|restore)/.test(type) ? record : { ...record, requestId },
  }))
const line = fc.oneof(
  fc.string(),
  fc.record({ level: fc.string(), requestId: fc.constantFrom('a', 'c', 1) }),
  fc.dictionary(fc.string(), fc.jsonValue()),
)
const anyEvent = fc
  .tuple(
    time,
    fc.oneof(
      ...['start', 'runtimeDone', 'report'].map((part) => platform(`platform.${part}`)),
      ...['Start', 'RuntimeDone', 'Report'].flatMap((part) =>
        ['init', 'restore'].map((kind) => platform(`platform.${kind}${part}`)),
      ),
      fc.record({ type: fc.constantFrom('function', 'extension'), record: line }),
      fc.constant({ type: 'platform.logsDropped', record: { reason: 'x' } }),
    ),
  )
  .map(([moment, rest]) => ({ time: moment, ...rest }) as unknown as TelemetryEvent)
const anyEvents = fc.array(anyEvent, { maxLength: 25 })

test('whatever is told, in whatever order, becomes spans that a viewer can draw', () => {
  const checked = fc.property(anyEvents, (events) => {
    const all = spansIn(otlpTraces(events))

    const ids = new Set(all.map(({ spanId }) => spanId))
    expect(ids.size).toBe(all.length)
    for (const span of all) {
      expect(span.traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/)
      expect(span.spanId).toMatch(/^(?!0{16})[0-9a-f]{16}$/)
      expect(BigInt(span.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano))
      expect(span.startTimeUnixNano).toMatch(/^\d+$/)
      expect(BigInt(span.endTimeUnixNano)).toBeLessThan(2n ** 64n)
      const isRemote = (span.flags & 0x200) !== 0
      const parent = all.find(({ spanId }) => spanId === span.parentSpanId)
      if (isRemote) expect(span.parentSpanId).toBe(remoteParent)
      else if (span.parentSpanId !== undefined) expect(parent?.traceId).toBe(span.traceId)
      expect(span.parentSpanId).not.toBe(span.spanId)
    }
  })
  fc.assert(checked, { numRuns: 500 })
})

test('every event of a phase is in exactly one span, and every line in one record', () => {
  const checked = fc.property(anyEvents, (events) => {
    const starts = events.filter(({ type }) => type === 'platform.start').length
    const lines = events.filter(({ type }) => type === 'function' || type === 'extension').length

    const all = spansIn(otlpTraces(events))
    const { resourceLogs } = otlpLogs(events)

    const invocations = all.filter((span) => 'faas.invocation_id' in attributesOf(span))
    expect(invocations.length).toBeGreaterThanOrEqual(starts)
    expect(resourceLogs.flatMap(({ scopeLogs }) => scopeLogs[0]?.logRecords ?? [])).toHaveLength(
      lines,
    )
    for (const event of eventsOfInvocation(events, 'a')) expect(events).toContain(event)
  })
  fc.assert(checked, { numRuns: 200 })
})

test('the same events always give the same output, which is JSON', () => {
  const checked = fc.property(anyEvents, (events) => {
    const exported = () => [otlpTraces(events), otlpMetrics(events), otlpLogs(events)]

    expect(exported()).toEqual(exported())
    expect(JSON.parse(JSON.stringify(exported()))).toEqual(exported())
  })
  fc.assert(checked, { numRuns: 200 })
})
