import { expect, test } from '@jest/globals'
import type { SchemaVersion, TelemetryEvent } from '@sim/telemetry-api'
import { project } from '../../src/events/project.ts'
import { records } from '../fixtures/records.ts'

const time = '2026-02-03T09:15:21.100Z'
const eventOf = (type: string, variant: string) =>
  ({ time, type, record: records[type]?.[variant] }) as TelemetryEvent

/** As it goes over the wire: without members that are undefined. */
const sent = (event: TelemetryEvent, version: SchemaVersion) =>
  (JSON.parse(JSON.stringify(project(event, version))) as TelemetryEvent).record

const oldest = ['initializationType', 'phase', 'runtimeVersion', 'runtimeVersionArn']

test.each([
  { version: '2022-07-01', members: oldest },
  { version: '2022-12-13', members: [...oldest, 'functionName', 'functionVersion'] },
  {
    version: '2025-01-29',
    members: [...oldest, 'functionName', 'functionVersion', 'instanceId', 'instanceMaxMemory'],
  },
] as const)('platform.initStart of $version has $members', ({ version, members }) => {
  const record = sent(eventOf('platform.initStart', 'with everything'), version)

  expect(Object.keys(record)).toEqual(members)
})

test.each([
  { version: '2022-07-01', left: 2 },
  { version: '2022-12-13', left: 6 },
  { version: '2025-01-29', left: 6 },
] as const)('platform.restoreStart of $version has $left members', (one) => {
  const { version, left } = one
  const names = ['runtimeVersion', 'runtimeVersionArn', 'functionName', 'functionVersion']

  const record = sent(eventOf('platform.restoreStart', 'with everything'), version)

  expect(Object.keys(record)).toEqual([...names, 'instanceId', 'instanceMaxMemory'].slice(0, left))
})

test.each([
  { version: '2022-07-01', hasSpans: false },
  { version: '2022-12-13', hasSpans: false },
  { version: '2025-01-29', hasSpans: true },
] as const)('platform.report of $version has spans: $hasSpans', ({ version, hasSpans }) => {
  const event = eventOf('platform.report', 'with a slow extension')

  const record = sent(event, version)

  expect('spans' in (record as object)).toBe(hasSpans)
  expect(record).toMatchObject({
    metrics: (event.record as { metrics: object }).metrics,
    status: 'success',
  })
})

test('spans of platform.runtimeDone are for everyone', () => {
  const event = eventOf('platform.runtimeDone', 'with spans and tracing')

  expect(project(event, '2022-07-01')).toBe(event)
})

test.each(['function', 'extension'])('a JSON line of %s is text for 2022-07-01', (type) => {
  const event = eventOf(type, 'a JSON line')

  expect(sent(event, '2022-07-01')).toBe(`${JSON.stringify(event.record)}\n`)
  expect(project(event, '2022-12-13')).toBe(event)
  expect(project(event, '2025-01-29')).toBe(event)
})

test('a line of text is the same for everyone', () => {
  const event = eventOf('function', 'a line')

  expect(project(event, '2022-07-01')).toBe(event)
})

test('the ARN of the function is for 2025-01-29 only', () => {
  const record = { requestId: 'r', version: '3', functionArn: 'arn:aws:lambda:x:1:function:f:3' }
  const event: TelemetryEvent = { time, type: 'platform.start', record }

  expect(sent(event, '2022-12-13')).toEqual({ requestId: 'r', version: '3' })
  expect(project(event, '2025-01-29')).toBe(event)
})

test.each(['2022-07-01', '2022-12-13', '2025-01-29'] as const)(
  'subscriptions to logs are nothing that %s has',
  (version) => {
    const record = { name: 'shipper', state: 'Subscribed' as const, types: ['platform' as const] }

    expect(project({ time, type: 'platform.logsSubscription', record }, version)).toBe(undefined)
  },
)
