import { expect, test } from '@jest/globals'
import { waitFor } from '@sim/core'
import type { OutgoingBatch } from '@sim/telemetry-api'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import { freePort, never, ok, Sink, status } from '../fixtures/sink.ts'
import { requestFor, Telemetry } from '../fixtures/telemetry.ts'

const soon = { buffering: { timeoutMs: 25 } }

/** Emits a line and lets its batch become due. */
function send(telemetry: Telemetry, line: string): void {
  telemetry.emit('function', line)
  telemetry.clock.advance(25)
}

test('DRP-001: events wait for a listener that comes later', async () => {
  await using telemetry = new Telemetry()
  const port = await freePort()
  await telemetry.subscribe('shipper', requestFor(`http://sandbox:${port}`, ['function'], soon))
  send(telemetry, 'patience\n')
  await telemetry.told('retried')
  await using sink = await Sink.start(ok, port)

  telemetry.clock.advance(100)
  const delivered = await telemetry.told('delivered')

  expect(delivered).toEqual([expect.objectContaining({ events: 1, attempt: 2 })])
  expect(sink.recordsOf('function')).toEqual(['patience\n'])
})

test('a batch is repeated after 100, 200, 400, 800 and 1600 ms, and then dropped', async () => {
  await using telemetry = new Telemetry()
  const port = await freePort()
  await telemetry.subscribe('shipper', requestFor(`http://sandbox:${port}`, ['function'], soon))
  send(telemetry, 'in vain')

  const delays: number[] = []
  for (const [failed, delay] of [100, 200, 400, 800, 1_600].entries()) {
    delays.push((await telemetry.told('retried', failed + 1))[failed]?.delayMs as number)
    telemetry.clock.advance(delay - 1)
    expect(telemetry.attempts()).toBe(failed + 1)
    telemetry.clock.advance(1)
    expect(telemetry.attempts()).toBe(failed + 2)
  }
  const [dropped] = await telemetry.told('dropped')

  expect(delays).toEqual([100, 200, 400, 800, 1_600])
  expect(dropped).toMatchObject({ subscriber: 'shipper', records: 1 })
  expect(dropped?.reason).toMatch(/^could not send events: .*ECONNREFUSED/)
  expect(telemetry.subscriptions[0]?.pending.events).toBe(0)
})

test.each([400, 403, 500, 503])('an answer of %i is repeated, byte for byte', async (code) => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start(status(code))
  await telemetry.subscribe('shipper', requestFor(sink.uri, ['function'], soon))
  send(telemetry, 'again')

  const [retried] = await telemetry.told('retried')
  sink.answer = ok
  telemetry.clock.advance(100)
  await telemetry.told('delivered')

  expect(retried).toMatchObject({ attempt: 1, cause: `the subscriber answered ${code}` })
  const [first, second, ...more] = sink.requests.entries()
  expect(second?.body).toBe(first?.body)
  expect(second?.headers['sequence-id']).toBe(first?.headers['sequence-id'])
  expect(more).toEqual([])
})

test('an attempt counts as failed when it is not answered within 5 s', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start(never)
  await telemetry.subscribe('shipper', requestFor(sink.uri, ['function'], soon))
  send(telemetry, 'hello?')
  await sink.hasRequests(1)

  telemetry.clock.advance(4_999)
  const before = telemetry.deliveries.size
  telemetry.clock.advance(1)
  const [retried] = await telemetry.told('retried')
  sink.answer = ok
  telemetry.clock.advance(100)
  await telemetry.told('delivered')

  expect(before).toBe(1)
  expect(retried?.cause).toBe('the subscriber did not answer within 5000 ms')
  expect(sink.requests.size).toBe(2)
})

test('delays and patience are options', async () => {
  await using telemetry = new Telemetry({ retryDelaysMs: [7], requestTimeoutMs: 50 })
  await using sink = await Sink.start(never)
  await telemetry.subscribe('shipper', requestFor(sink.uri, ['function'], soon))
  send(telemetry, 'hello?')
  await sink.hasRequests(1)

  telemetry.clock.advance(50)
  await telemetry.told('retried')
  telemetry.clock.advance(7)
  await sink.hasRequests(2)
  telemetry.clock.advance(50)
  const [dropped] = await telemetry.told('dropped')

  expect(dropped?.reason).toContain('did not answer within 50 ms')
})

test('BAT-007: a subscriber gets one request at a time', async () => {
  await using telemetry = new Telemetry()
  const held: ServerResponse[] = []
  await using sink = await Sink.start((response) => void held.push(response))
  await telemetry.subscribe('shipper', requestFor(sink.uri, ['function'], soon))
  for (const line of ['1', '2', '3']) send(telemetry, line)

  for (const count of [1, 2, 3]) {
    await sink.hasRequests(count)
    expect(telemetry.attempts()).toBe(count)
    held.pop()?.end()
  }
  await telemetry.told('delivered', 3)

  expect(sink.recordsOf('function')).toEqual(['1', '2', '3'])
  expect(sink.connections.length).toBe(1)
})

test('BAT-009: batches wait behind the one that is repeated', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start(status(500))
  await telemetry.subscribe('shipper', requestFor(sink.uri, ['function'], soon))
  send(telemetry, 'first')
  await telemetry.told('retried')
  send(telemetry, 'second')
  const waiting = telemetry.attempts()
  sink.answer = ok

  telemetry.clock.advance(100)
  await telemetry.told('delivered', 2)

  expect(waiting).toBe(1)
  expect(sink.recordsOf('function')).toEqual(['first', 'first', 'second'])
})

test('stopping aborts a request and lets go of its connection', async () => {
  const telemetry = new Telemetry()
  await using sink = await Sink.start(never)
  await telemetry.subscribe('shipper', requestFor(sink.uri, ['function'], soon))
  send(telemetry, 'pending')
  await sink.hasRequests(1)
  const closed = new Promise((resolve) => sink.connections[0]?.once('close', resolve))

  await telemetry.stop()
  await closed
  telemetry.clock.advance(60_000)

  expect(telemetry.attempts()).toBe(1)
  expect(await telemetry.told('dropped')).toEqual([
    expect.objectContaining({ records: 1, reason: 'telemetry was stopped' }),
  ])
})

test('a transport that throws is a failed attempt', async () => {
  const transport = {
    open: () => ({
      send: () => {
        throw new Error('no way')
      },
      close: () => undefined,
    }),
  }
  await using telemetry = new Telemetry({ transport, retryDelaysMs: [] })
  await telemetry.subscribe('shipper', requestFor('http://sandbox:1', ['function'], soon))

  send(telemetry, 'lost')
  await waitFor(telemetry.deliveries, (last) => last?.type === 'dropped', { what: 'the drop' })

  expect(telemetry.deliveries.current).toMatchObject({ reason: 'could not send events: no way' })
})

/** A channel that delivers so many events of a batch with each attempt, and then fails. */
const takesAtATime = (count: number) => ({
  open: () => ({
    send: async (batch: OutgoingBatch) => {
      batch.markDelivered(Math.min(count, batch.texts.length))
      throw new Error('no more')
    },
    close: () => undefined,
  }),
})

test('a subscriber that takes a part with each attempt is slow, not gone: all of it is delivered', async () => {
  await using telemetry = new Telemetry({ transport: takesAtATime(3), retryDelaysMs: [10] })
  await telemetry.subscribe('shipper', requestFor('http://sandbox:1', ['function'], soon))
  for (let n = 0; n < 9; n += 1) telemetry.emit('function', `${n}`)
  telemetry.clock.advance(25)

  for (const parts of [1, 2]) {
    await telemetry.told('retried', parts)
    telemetry.clock.advance(10)
  }
  const delivered = await telemetry.told('delivered', 3)

  expect(delivered.map(({ events, attempt }) => [events, attempt])).toEqual([
    [3, 1],
    [3, 2],
    [3, 3],
  ])
  expect((await telemetry.told('retried', 2)).map(({ events }) => events)).toEqual([6, 3])
})

test('of a batch that is given up only what was not delivered is lost', async () => {
  await using telemetry = new Telemetry({ transport: takesAtATime(2), retryDelaysMs: [] })
  await telemetry.subscribe('shipper', requestFor('http://sandbox:1', ['function'], soon))
  for (const line of ['one', 'two', 'three']) telemetry.emit('function', line)
  telemetry.clock.advance(25)

  const [dropped] = await telemetry.told('dropped')

  const bytes = Buffer.byteLength(JSON.stringify(telemetry.events.entries()[3]))
  expect(dropped).toMatchObject({ records: 1, bytes })
  expect(await telemetry.told('delivered')).toMatchObject([{ events: 2, attempt: 1 }])
  expect(telemetry.subscriptions[0]?.pending.events).toBe(0)
})

test('what was delivered of a batch that is on its way is not dropped with the subscription', async () => {
  const transport = {
    open: () => ({
      send: async (batch: OutgoingBatch) => {
        batch.markDelivered(2)
        await new Promise(() => undefined)
      },
      close: () => undefined,
    }),
  }
  await using telemetry = new Telemetry({ transport })
  await telemetry.subscribe('shipper', requestFor('http://sandbox:1', ['function'], soon))
  for (const line of ['one', 'two', 'three']) telemetry.emit('function', line)
  telemetry.clock.advance(25)
  const { events } = telemetry.subscriptions[0]!.pending

  telemetry.remove('shipper')

  expect(events).toBe(1)
  expect(await telemetry.told('delivered')).toMatchObject([{ events: 2 }])
  expect(await telemetry.told('dropped')).toMatchObject([{ records: 1 }])
})

test('a connection that was let go of while frozen has nothing sent before the thaw', async () => {
  const held: ServerResponse[] = []
  await using sink = await Sink.start((response) => void held.push(response))
  await using telemetry = new Telemetry()
  await telemetry.subscribe('shipper', requestFor(sink.uri, ['function'], soon))
  send(telemetry, 'one')
  await sink.hasRequests(1)
  held.pop()?.end()
  await telemetry.told('delivered')
  send(telemetry, 'two')
  await sink.hasRequests(2)

  telemetry.pause()
  const closed = once(held[0]!.socket!, 'close')
  held.pop()?.socket?.resetAndDestroy()
  await closed
  await heard()
  const whileFrozen = telemetry.attempts()
  telemetry.resume()
  await sink.hasRequests(3)
  held.pop()?.end()
  const delivered = await telemetry.told('delivered', 2)

  expect(whileFrozen).toBe(2)
  expect(delivered.map(({ attempt }) => attempt)).toEqual([1, 1])
})

/** Resolves when this process has heard of what happened to its connections. */
async function heard(): Promise<void> {
  for (let n = 0; n < 20; n += 1) await turn()
}

test('an attempt goes out again once, however often its connection was let go of', async () => {
  const transport = {
    open: () => ({
      send: async () => {
        throw Object.assign(new Error('let go of'), { code: 'ERR_DELIVERY_STALE' })
      },
      close: () => undefined,
    }),
  }
  await using telemetry = new Telemetry({ transport, retryDelaysMs: [100] })
  telemetry.subscribe('shipper', requestFor('http://sandbox:1', ['function'], soon))
  send(telemetry, 'in vain')

  const [retried] = await telemetry.told('retried')
  const begun = telemetry.attempts()
  telemetry.clock.advance(100)
  await telemetry.told('dropped')

  expect([retried?.attempt, begun, telemetry.attempts()]).toEqual([1, 2, 4])
})
