import { expect, test } from '@jest/globals'
import type { ServerResponse } from 'node:http'
import { Sink } from '../fixtures/sink.ts'
import { requestFor, Telemetry } from '../fixtures/telemetry.ts'

const buffering = { maxItems: 1_000, timeoutMs: 1_000 }
const request = (uri: string) => requestFor(uri, ['function'], { buffering })

function emit(telemetry: Telemetry, count: number, name: string): void {
  for (let n = 1; n <= count; n += 1) telemetry.emit('function', `${name} ${n}`)
}

test('nothing is sent while frozen; what is complete goes out at the thaw', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  await telemetry.subscribe('shipper', request(sink.uri))

  telemetry.pause()
  telemetry.pause()
  emit(telemetry, 1_001, 'frozen')
  telemetry.clock.advance(60_000)
  const frozen = telemetry.attempts()
  telemetry.resume()
  const thawed = telemetry.attempts()
  await telemetry.told('delivered')

  expect([frozen, thawed]).toEqual([0, 1])
  expect(sink.events.length).toBe(1_000)
})

test('a batch that is being filled goes on waiting where it stood', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  await telemetry.subscribe('shipper', request(sink.uri))
  emit(telemetry, 1, 'half')
  telemetry.clock.advance(600)

  telemetry.pause()
  telemetry.clock.advance(60_000)
  telemetry.resume()
  telemetry.clock.advance(399)
  const early = telemetry.attempts()
  telemetry.clock.advance(1)
  await telemetry.told('delivered')

  expect(early).toBe(0)
  expect(sink.recordsOf('function')).toEqual(['half 1'])
})

test('a request on its way may end while frozen, and nothing follows it until the thaw', async () => {
  await using telemetry = new Telemetry()
  const held: ServerResponse[] = []
  await using sink = await Sink.start((response) => void held.push(response))
  await telemetry.subscribe('shipper', request(sink.uri))
  emit(telemetry, 2_000, 'line')
  await sink.hasRequests(1)

  telemetry.pause()
  telemetry.clock.advance(60_000)
  held.pop()?.end()
  await telemetry.told('delivered', 1)
  const frozen = telemetry.attempts()
  telemetry.resume()
  await sink.hasRequests(2)
  held.pop()?.end()
  await telemetry.told('delivered', 2)

  expect(frozen).toBe(1)
  expect(sink.recordsOf('function')).toEqual(telemetry.events.entries().slice(1).map(recordOf))
})

const recordOf = ({ record }: { record: unknown }) => record

test('an answer that only comes after the thaw is in time', async () => {
  await using telemetry = new Telemetry()
  const held: ServerResponse[] = []
  await using sink = await Sink.start((response) => void held.push(response))
  await telemetry.subscribe('shipper', request(sink.uri))
  emit(telemetry, 1_000, 'line')
  await sink.hasRequests(1)
  telemetry.clock.advance(4_000)

  telemetry.pause()
  telemetry.clock.advance(3_600_000)
  telemetry.resume()
  telemetry.clock.advance(999)
  held.pop()?.end()
  const [delivered] = await telemetry.told('delivered')

  expect(delivered?.attempt).toBe(1)
  expect(sink.requests.size).toBe(1)
})

test('a retry waits where it stood, even when the attempt failed while frozen', async () => {
  await using telemetry = new Telemetry()
  const held: ServerResponse[] = []
  await using sink = await Sink.start((response) => void held.push(response))
  await telemetry.subscribe('shipper', request(sink.uri))
  emit(telemetry, 1_000, 'line')
  await sink.hasRequests(1)

  telemetry.pause()
  held.pop()?.destroy()
  await telemetry.told('retried')
  telemetry.clock.advance(60_000)
  telemetry.resume()
  telemetry.clock.advance(99)
  const early = telemetry.attempts()
  telemetry.clock.advance(1)
  await sink.hasRequests(2)
  held.pop()?.end()
  await telemetry.told('delivered')

  expect(early).toBe(1)
  expect(sink.requests.size).toBe(2)
})

test('a flush sends nothing while frozen, and is done after the thaw', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  await telemetry.subscribe('shipper', request(sink.uri))
  emit(telemetry, 1, 'line')

  telemetry.pause()
  const flushed = telemetry.flush()
  const frozen = telemetry.attempts()
  telemetry.resume()
  await flushed

  expect(frozen).toBe(0)
  expect(sink.events.length).toBe(1)
})

test('what is produced while frozen is bounded, and the rest is told of', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  await telemetry.subscribe('shipper', requestFor(sink.uri))
  telemetry.pause()
  const line = 'x'.repeat(100_000)

  for (let n = 0; n < 100; n += 1) telemetry.emit('function', line)
  const pending = telemetry.subscriptions[0]?.pending.bytes as number
  telemetry.resume()
  await telemetry.flush()

  const lost = (await telemetry.told('dropped')).reduce((sum, { records }) => sum + records, 0)
  expect(pending).toBeLessThan(4 * 262_144)
  expect(lost).toBeGreaterThan(0)
  expect(sink.events.length + lost).toBe(100)
})
