import { expect, test } from '@jest/globals'
import { waitFor } from '@sim/core'
import type { ServerResponse } from 'node:http'
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
