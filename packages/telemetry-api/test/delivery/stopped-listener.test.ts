import { expect, test } from '@jest/globals'
import { waitFor } from '@sim/core'
import { setImmediate as turn } from 'node:timers/promises'
import { balanceOf, Ledger } from '../fixtures/ledger.ts'
import { ListenerProcess } from '../fixtures/listener-process.ts'
import { requestFor, Telemetry } from '../fixtures/telemetry.ts'

/** One batch, which is larger than what the kernel keeps for a process that does not read. */
const buffering = { maxItems: 60, maxBytes: 100_000_000, timeoutMs: 1_000 }
const numbers = Array.from({ length: 60 }, (_, n) => `${n}`)
const protocols = ['http', 'tcp'] as const

async function arrange(protocol: 'http' | 'tcp', listener: ListenerProcess) {
  const { port } = listener
  const ledger = new Ledger()
  const telemetry = new Telemetry({ transport: ledger.transport })
  const destination =
    protocol === 'tcp'
      ? ({ protocol: 'TCP', port } as const)
      : ({ protocol: 'HTTP', URI: `http://sandbox:${port}` } as const)
  const request = requestFor('', ['function'], { buffering, destination })
  await telemetry.subscribe('shipper', request)
  const emitAll = () => {
    for (const number of numbers) telemetry.emit('function', `${number} ${'x'.repeat(300_000)}`)
  }
  return { ledger, telemetry, emitAll }
}

test.each(protocols)(
  'a listener over %s that is frozen in the middle of a batch gets it once, after the thaw',
  async (protocol) => {
    await using listener = await ListenerProcess.start(protocol, 'stops')
    const { telemetry, emitAll } = await arrange(protocol, listener)
    await using _telemetry = telemetry
    emitAll()
    await listener.isStopped()

    telemetry.pause()
    telemetry.emit('function', 'later')
    telemetry.clock.advance(3_600_000)
    const whileFrozen = [telemetry.attempts(), balanceOf(telemetry).delivered]
    listener.goOn()
    telemetry.resume()
    await listener.hasRecords(60)
    await telemetry.told('delivered')
    telemetry.clock.advance(1_000)
    await listener.hasRecords(61)

    expect(whileFrozen).toEqual([1, 0])
    expect(listener.records).toEqual([...numbers, 'later'])
    expect(telemetry.deliveries.entries().filter(({ type }) => type === 'retried')).toEqual([])
  },
)

test('a listener over http that stands still for too long gets the batch again, as a whole', async () => {
  await using listener = await ListenerProcess.start('http', 'stops')
  const { ledger, telemetry, emitAll } = await arrange('http', listener)
  await using _telemetry = telemetry
  emitAll()
  await listener.isStopped()

  telemetry.clock.advance(5_000)
  await telemetry.told('retried')
  listener.goOn()
  telemetry.clock.advance(100)
  await telemetry.told('delivered')

  expect(listener.records).toEqual(numbers)
  expect(ledger.delivered.length).toBe(60)
  expect(telemetry.attempts()).toBe(2)
})

test('a listener over tcp that stands still for too long gets each line once, over two connections', async () => {
  await using listener = await ListenerProcess.start('tcp', 'stops')
  const { telemetry, emitAll } = await arrange('tcp', listener)
  await using _telemetry = telemetry
  emitAll()
  await listener.isStopped()
  await untilNothingIsTaken(telemetry)

  telemetry.clock.advance(5_000)
  await telemetry.told('retried')
  const [part] = await telemetry.told('delivered')
  listener.goOn()
  telemetry.clock.advance(100)
  await telemetry.told('delivered', 2)
  await listener.hasRecords(60)

  expect(part?.events).toBeLessThan(60)
  expect(balanceOf(telemetry)).toMatchObject({ delivered: 60, dropped: 0, pending: 0 })
  expect(listener.records.toSorted((a, b) => Number(a) - Number(b))).toEqual(numbers)
})

/** Resolves when the kernel takes nothing more for the listener. */
async function untilNothingIsTaken(telemetry: Telemetry): Promise<void> {
  for (let same = 0, last = -1; same < 200;) {
    const now = telemetry.subscriptions[0]?.pending.events as number
    same = now === last && now < 60 ? same + 1 : 0
    last = now
    await turn()
  }
}

test.each(protocols)(
  'a process over %s that never takes anything holds up neither the others nor a flush',
  async (protocol) => {
    await using stopped = await ListenerProcess.start(protocol, 'goes on')
    await using well = await ListenerProcess.start(protocol, 'goes on')
    const { telemetry, emitAll } = await arrange(protocol, stopped)
    await using _telemetry = telemetry
    const { port } = well
    const destination =
      protocol === 'tcp'
        ? ({ protocol: 'TCP', port } as const)
        : ({ protocol: 'HTTP', URI: `http://sandbox:${port}` } as const)
    await telemetry.subscribe('tracer', requestFor('', ['function'], { buffering, destination }))
    stopped.stop()
    await stopped.isStopped()

    emitAll()
    telemetry.emit('function', 'last')
    let isFlushed = false
    const flushed = telemetry.flush({ timeoutMs: 1_000 }).then(() => (isFlushed = true))
    await well.hasRecords(61)
    const isServed = () => telemetry.subscriptions[1]?.pending.events === 0
    await waitFor(telemetry.deliveries, isServed, { what: 'the other one to be served' })
    const tooEarly = isFlushed
    telemetry.clock.advance(1_000)
    await flushed

    expect(tooEarly).toBe(false)
    expect(well.records).toEqual([...numbers, 'last'])
    expect(telemetry.subscriptions[0]?.pending.events).toBeGreaterThan(0)
  },
)
