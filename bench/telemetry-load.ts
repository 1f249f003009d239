import { TelemetryService } from '@sim/telemetry-api'
import { performance } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import type { Row } from './statistics.ts'
import { TelemetrySubscriber } from './telemetry-subscriber.ts'

/** What functions print: about 100 bytes. */
const line = `2026-01-01T00:00:00.000Z\t8476a536-e9f4-11e8-9739-2dfe598c3fcd\tINFO\t${'x'.repeat(33)}\n`

/** How many lines come in one turn of the event loop, as they do when a pipe is read. */
const linesPerTurn = 200

/** Bytes that may be on their way: two batches. What is kept for a subscriber at the most is more than that. */
const bytesOnTheirWay = 2 * 262_144

/** How fast lines reach one HTTP subscriber, whether all of them do, and what that costs in memory. */
export async function telemetryLoad(count: number): Promise<Row[]> {
  const collect = globalThis.gc
  if (collect === undefined) throw new Error('the telemetry rows need node --expose-gc')
  await using subscriber = await TelemetrySubscriber.start('counts')
  await using service = new TelemetryService({ extensionName: () => 'shipper', capture: null })
  const [port] = subscriber.ports
  await service.subscribe('shipper', {
    schemaVersion: '2025-01-29',
    types: ['function'],
    destination: { protocol: 'HTTP', URI: `http://sandbox:${port}` },
  })
  service.closeWindow()
  await produce(service, count / 5)
  const early = heapAfter(collect)
  const startedAt = performance.now()
  await produce(service, count)
  const took = performance.now() - startedAt
  let peak = 0
  await produce(service, count / 5, () => (peak = Math.max(peak, heapAfter(collect))))
  const lost = count * 1.4 - (await subscriber.report()).events
  const grown = Math.max(0, peak - early) / 1024 / 1024
  return [
    {
      what: '50,000 lines to a telemetry subscriber',
      ours: (took / count) * 50_000,
      unit: 'ms',
      bound: 1_000,
    },
    {
      what: `lost of ${(count * 1.4).toLocaleString('en')} lines`,
      ours: lost,
      unit: 'lines',
      bound: 0,
    },
    { what: 'heap growth while they are on their way', ours: grown, unit: 'MB', bound: 10 },
  ]
}

/**
 * Produces lines as fast as the subscriber takes them, and not faster: beyond its bounds, it would have to lose some.
 *
 * `look` is called now and then, while batches wait.
 */
async function produce(
  service: TelemetryService,
  count: number,
  look?: () => unknown,
): Promise<void> {
  for (let produced = 0; produced < count; produced += linesPerTurn) {
    while (pendingBytes(service) > bytesOnTheirWay) await setImmediate()
    for (let n = 0; n < linesPerTurn; n += 1) service.emitLine('function', line)
    if (produced % (count / 20) === 0) look?.()
    await setImmediate()
  }
  await service.flush({ timeoutMs: 60_000 })
}

function pendingBytes(service: TelemetryService): number {
  return service.subscriptions[0]?.pending.bytes ?? 0
}

function heapAfter(collect: () => unknown): number {
  void collect()
  void collect()
  return process.memoryUsage().heapUsed
}
