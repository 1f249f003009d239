import { expect, test } from '@jest/globals'
import { Log, systemClock, waitFor } from '@sim/core'
import type { TelemetryEvent } from '@sim/telemetry-api'
import { FaultyListener, type Fault } from '../fixtures/faulty-listener.ts'
import { balanceOf, Ledger } from '../fixtures/ledger.ts'
import { settle } from '../fixtures/settle.ts'
import { requestFor, Telemetry } from '../fixtures/telemetry.ts'

/** Batches of ten lines, which are large enough that the kernel cannot take a few of them at once. */
const buffering = { maxItems: 10, maxBytes: 8_000_000, timeoutMs: 25 }
const line = (n: number) => `${n} ${'x'.repeat(400_000)}`

const brief = (text: string) => text.slice(0, 100)

async function arrange(
  listener: FaultyListener,
  { retryDelaysMs = [5, 10, 20], requestTimeoutMs = 300 } = {},
) {
  const ledger = new Ledger()
  const telemetry = new Telemetry({
    transport: ledger.transport,
    clock: systemClock,
    capture: new Log<TelemetryEvent>(Infinity),
    retryDelaysMs,
    requestTimeoutMs,
  })
  const { destination } = listener
  const types = ['platform', 'function'] as const
  await telemetry.subscribe('shipper', requestFor('', [...types], { buffering, destination }))
  return { ledger, telemetry }
}

/** Nothing is lost without a trace, and what is lost is told, once everything was delivered. */
function expectBalance(telemetry: Telemetry, ledger: Ledger): void {
  const { delivered, dropped, pending, produced } = balanceOf(telemetry)
  expect(delivered + dropped + pending).toBe(produced)
  expect(ledger.delivered.length).toBe(delivered)
  expect(new Set(ledger.delivered).size).toBe(delivered)
  expect(ledger.missing(telemetry).length).toBe(dropped)
  expect(ledger.toldLost).toBe(dropped)
}

const protocols = ['HTTP', 'TCP'] as const
const kinds: readonly Fault[] = [
  'resets',
  'stalls',
  'closes half-way',
  'never reads',
  'answers 500',
]
const cases = protocols.flatMap((protocol) =>
  kinds
    .filter((fault) => protocol === 'HTTP' || fault !== 'answers 500')
    .map((fault) => ({ protocol, fault })),
)

test.each(cases)(
  'a listener over $protocol that $fault for a while: delivered and dropped are what was produced',
  async ({ protocol, fault }) => {
    await using listener = await FaultyListener.start(protocol)
    const { ledger, telemetry } = await arrange(listener)
    await using _telemetry = telemetry
    telemetry.emit('function', 'before')
    await telemetry.flush()
    listener.fault = fault
    // TCP: the connection that there is was taken when all was well.
    if (protocol === 'TCP') await restart(listener)

    for (let n = 0; n < 25; n += 1) telemetry.emit('function', line(n))
    await telemetry.told('retried')
    listener.fault = 'takes everything'
    telemetry.emit('function', 'after')
    await settle(telemetry)

    expectBalance(telemetry, ledger)
    await listener.hasText(ledger.delivered.at(-1) as string)
  },
)

async function restart(listener: FaultyListener): Promise<void> {
  await listener.down()
  await listener.up()
}

test.each(protocols)(
  'a listener over %s that refuses, and then listens again on the same port',
  async (protocol) => {
    await using listener = await FaultyListener.start(protocol)
    // A batch whose answer comes too late would arrive a second time.
    const { ledger, telemetry } = await arrange(listener, { requestTimeoutMs: 15_000 })
    await using _telemetry = telemetry
    telemetry.emit('function', 'before')
    await settle(telemetry)
    await listener.hasReceived(ledger.delivered.length)

    await listener.down()
    for (let n = 0; n < 25; n += 1) telemetry.emit('function', line(n))
    await telemetry.told('dropped')
    await listener.up()
    telemetry.emit('function', 'after')
    await settle(telemetry)

    expectBalance(telemetry, ledger)
    expect(balanceOf(telemetry).dropped).toBeGreaterThan(0)
    await listener.hasReceived(ledger.delivered.length)
    expect(listener.received.entries().map(brief)).toEqual(ledger.delivered.map(brief))
  },
)

test.each(protocols)(
  'a listener over %s that restarts on the same port loses nothing',
  async (protocol) => {
    await using listener = await FaultyListener.start(protocol)
    const { ledger, telemetry } = await arrange(listener, {
      retryDelaysMs: Array<number>(200).fill(5),
      requestTimeoutMs: 15_000,
    })
    await using _telemetry = telemetry

    for (let round = 0; round < 5; round += 1) {
      telemetry.emit('function', `before ${round}`)
      await settle(telemetry)
      await listener.hasReceived(ledger.delivered.length)
      await listener.down()
      for (let n = 0; n < 5; n += 1) telemetry.emit('function', `${round}:${n}`)
      const flushed = telemetry.flush({ timeoutMs: 5_000 })
      await telemetry.told('retried', round + 1)
      await listener.up()
      await flushed
    }
    await settle(telemetry)
    await listener.hasReceived(ledger.delivered.length)

    expectBalance(telemetry, ledger)
    expect(balanceOf(telemetry).dropped).toBe(0)
    expect(listener.received.entries().map(brief)).toEqual(ledger.delivered.map(brief))
  },
)

test.each(protocols)(
  'a listener over %s that hangs for ever costs what was sent to it, and that is counted',
  async (protocol) => {
    await using listener = await FaultyListener.start(protocol)
    listener.fault = 'never reads'
    const { ledger, telemetry } = await arrange(listener, { retryDelaysMs: [] })
    await using _telemetry = telemetry

    for (let n = 0; n < 60; n += 1) telemetry.emit('function', line(n))
    await waitFor(telemetry.deliveries, (last) => last?.type === 'dropped', { what: 'a drop' })
    await telemetry.stop()

    const { delivered, dropped, pending, produced } = balanceOf(telemetry)
    expect(delivered + dropped).toBe(produced)
    expect([pending, ledger.delivered.length]).toEqual([0, delivered])
    if (protocol === 'HTTP') expect(delivered).toBe(0)
  },
)

test.each(protocols)(
  'a listener over %s that is torn down with every batch: nothing is dropped, and nothing miscounted',
  async (protocol) => {
    await using listener = await FaultyListener.start(protocol)
    const { ledger, telemetry } = await arrange(listener, {
      retryDelaysMs: Array<number>(200).fill(5),
    })
    await using _telemetry = telemetry
    listener.fault = 'takes and leaves'

    for (let n = 0; n < 40; n += 1) {
      telemetry.emit('function', `${n}`)
      const rebound = restart(listener)
      await telemetry.flush({ timeoutMs: 5_000 })
      await rebound
    }
    await settle(telemetry)

    expectBalance(telemetry, ledger)
    expect(balanceOf(telemetry).dropped).toBe(0)
  },
)
