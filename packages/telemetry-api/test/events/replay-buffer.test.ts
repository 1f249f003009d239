import { expect, test } from '@jest/globals'
import { printedLine } from '../../src/events/printed-line.ts'
import { RenderedEvent, type EventText } from '../../src/events/rendered-event.ts'
import { ReplayBuffer } from '../../src/events/replay-buffer.ts'
import type { AnySchemaVersion } from '@sim/telemetry-api'
import { Sink } from '../fixtures/sink.ts'
import { requestFor, Telemetry } from '../fixtures/telemetry.ts'

const time = '2026-01-01T00:00:00.000Z'
const line = (type: 'function' | 'extension', record: string) =>
  new RenderedEvent({ time, type, record })

test('each category keeps its oldest 10 000 events and counts the rest', () => {
  const buffer = new ReplayBuffer()
  const first = line('function', 'first')
  const late = line('extension', 'late')
  buffer.add(first)
  for (let n = 1; n < 10_003; n += 1) buffer.add(line('function', 'x'))

  buffer.add(late)

  expect(buffer.events.length).toBe(10_001)
  expect([buffer.events[0], buffer.events.at(-1)]).toEqual([first, late])
  expect(buffer.lostOf(new Set(['function', 'extension']), '2025-01-29')).toEqual({
    records: 3,
    bytes: 3 * line('function', 'x').whole.bytes,
  })
  expect(buffer.lostOf(new Set(['extension', 'platform']), '2025-01-29')).toEqual({
    records: 0,
    bytes: 0,
  })
})

test('each category keeps 1 MiB', () => {
  const buffer = new ReplayBuffer()
  const overhead = line('function', '').whole.bytes
  const half = line('function', 'x'.repeat(524_288 - overhead))
  buffer.add(half)
  buffer.add(half)

  buffer.add(line('function', ''))

  expect(buffer.events).toEqual([half, half])
  expect(buffer.lostOf(new Set(['function']), '2025-01-29')).toEqual({
    records: 1,
    bytes: overhead,
  })
})

test('a subscriber is sent all that was kept, and told what was not', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  const record = 'x'.repeat(10_000)
  const { bytes } = line('function', record).whole
  const kept = Math.floor(1_048_576 / bytes)
  for (let n = 0; n < 150; n += 1) telemetry.emit('function', record)
  for (let n = 0; n < 100; n += 1) telemetry.emit('extension', record)

  await telemetry.subscribe('shipper', requestFor(sink.uri, ['function', 'extension', 'platform']))
  await telemetry.flush()

  expect(sink.recordsOf('function').length).toBe(kept)
  expect(sink.recordsOf('extension').length).toBe(100)
  expect(sink.recordsOf('platform.logsDropped')).toEqual([
    {
      reason: expect.stringContaining('before the subscription'),
      droppedRecords: 150 - kept,
      droppedBytes: (150 - kept) * bytes,
    },
  ])
})

test('what was not kept is counted as each version would have been sent it', () => {
  const buffer = new ReplayBuffer()
  const printed = printedLine(`{"filling":"${'x'.repeat(1_048_576)}"}\n`, 'JSON')
  const requestId = 'r'
  const report = new RenderedEvent({
    time,
    type: 'platform.report',
    record: {
      requestId,
      status: 'timeout',
      metrics: { durationMs: 1, billedDurationMs: 1, memorySizeMB: 1, maxMemoryUsedMB: 1 },
    },
  })
  for (let n = 0; n < 10_000; n += 1) {
    buffer.add(new RenderedEvent({ time, type: 'platform.start', record: { requestId } }))
  }
  const large = new RenderedEvent({ time, type: 'function', record: printed.record }, printed)

  buffer.add(report)
  buffer.add(large)

  const lost = (version: AnySchemaVersion) => ({
    platform: buffer.lostOf(new Set(['platform']), version),
    function: buffer.lostOf(new Set(['function']), version),
  })
  const sum = (texts: readonly EventText[]) => texts.reduce((all, { bytes }) => all + bytes, 0)
  const [asObject, asText] = [large.textsFor('2025-01-29'), large.textsFor('2022-07-01')]
  expect(lost('2025-01-29')).toEqual({
    platform: { records: 1, bytes: report.whole.bytes },
    function: { records: 1, bytes: sum(asObject) },
  })
  expect(lost('2020-08-15')).toEqual({
    platform: { records: 3, bytes: sum(report.textsFor('2020-08-15')) },
    function: { records: 1, bytes: sum(asText) },
  })
  expect(sum(asText)).toBeGreaterThan(sum(asObject))
})
