import { expect, test } from '@jest/globals'
import { TelemetryEvent } from '@sim/telemetry-api'
import { records } from '../fixtures/records.ts'

const time = '2026-02-03T09:15:21.100Z'
const rows = Object.entries(records).flatMap(([type, variants]) =>
  Object.entries(variants).map(([variant, record]) => ({ type, variant, record })),
)

test.each(rows)('$type, $variant, is an event', ({ type, record }) => {
  const event = { time, type, record }

  expect(TelemetryEvent.parse(event)).toEqual(event)
})

test.each([
  '2026-02-03T09:15:21Z',
  '2026-02-03T09:15:21.1Z',
  '2026-02-03T09:15:21.100123Z',
  '2026-02-03T09:15:21.100+00:00',
  '2026-02-03T09:15:21:100Z',
])('ENV-002: an event cannot be stamped %s', (malformed) => {
  const event = { time: malformed, type: 'function', record: 'a line' }

  expect(TelemetryEvent.safeParse(event).success).toBe(false)
})

test('ENV-001: an event has nothing besides time, type and record', () => {
  const event = { time, type: 'function', record: 'a line', extra: 1 }

  expect(TelemetryEvent.safeParse(event).success).toBe(false)
})

const report = (metrics: object) => ({
  time,
  type: 'platform.report',
  record: {
    requestId: 'r',
    status: 'success',
    metrics: {
      durationMs: 1.5,
      billedDurationMs: 2,
      memorySizeMB: 128,
      maxMemoryUsedMB: 64,
      ...metrics,
    },
  },
})

test.each([{ durationMs: 0 }, { durationMs: 12455.155 }, { durationMs: 5000 }])(
  'ENV-003: a duration of %j is one',
  (metrics) => {
    expect(TelemetryEvent.safeParse(report(metrics)).success).toBe(true)
  },
)

test.each([
  { durationMs: -1 },
  { durationMs: 1.2345 },
  { durationMs: '1.5' },
  { billedDurationMs: 1.5 },
  { memorySizeMB: 128.5 },
  { maxMemoryUsedMB: -1 },
  { billedRestoreDurationMs: 1 },
])('ENV-003, ENV-004: a report cannot have metrics with %j', (metrics) => {
  expect(TelemetryEvent.safeParse(report(metrics)).success).toBe(false)
})

test.each(['platform.end', 'platform.fault', 'platform.telemetrySubscribed', 'other'])(
  '%s is no event of the Telemetry API',
  (type) => {
    expect(TelemetryEvent.safeParse({ time, type, record: {} }).success).toBe(false)
  },
)

test('an empty list of spans is not sent', () => {
  const [{ record } = { record: {} }] = rows.filter(({ variant }) => variant === 'with spans')

  const event = {
    time,
    type: 'platform.initRuntimeDone',
    record: { ...(record as object), spans: [] },
  }

  expect(TelemetryEvent.safeParse(event).success).toBe(false)
})
