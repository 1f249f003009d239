import { expect, test } from '@jest/globals'
import { RenderedEvent } from '../src/rendered-event.ts'
import { ReplayBuffer } from '../src/replay-buffer.ts'
import { Sink } from './fixtures/sink.ts'
import { requestFor, Telemetry } from './fixtures/telemetry.ts'

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
  expect(buffer.lostOf(new Set(['function', 'extension']))).toEqual({
    records: 3,
    bytes: 3 * line('function', 'x').whole.bytes,
  })
  expect(buffer.lostOf(new Set(['extension', 'platform']))).toEqual({ records: 0, bytes: 0 })
})

test('each category keeps 1 MiB', () => {
  const buffer = new ReplayBuffer()
  const overhead = line('function', '').whole.bytes
  const half = line('function', 'x'.repeat(524_288 - overhead))
  buffer.add(half)
  buffer.add(half)

  buffer.add(line('function', ''))

  expect(buffer.events).toEqual([half, half])
  expect(buffer.lostOf(new Set(['function']))).toEqual({ records: 1, bytes: overhead })
})

test('a subscriber is sent all that was kept, and told what was not', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  const record = 'x'.repeat(10_000)
  const { bytes } = line('function', record).whole
  const kept = Math.floor(1_048_576 / bytes)
  for (let n = 0; n < 150; n += 1) telemetry.emit('function', record)
  for (let n = 0; n < 100; n += 1) telemetry.emit('extension', record)

  telemetry.subscribe('shipper', requestFor(sink.uri, ['function', 'extension', 'platform']))
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
