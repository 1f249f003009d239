import { expect, test } from '@jest/globals'
import { freePort, never, ok, Sink, status } from '../fixtures/sink.ts'
import { requestFor, Telemetry } from '../fixtures/telemetry.ts'

test('a flush with nothing to send is done', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  await telemetry.subscribe('shipper', requestFor(sink.uri))

  await telemetry.flush()

  expect(telemetry.attempts()).toBe(0)
})

test('a flush serves all side by side and leaves a hung subscriber behind after its time', async () => {
  await using telemetry = new Telemetry()
  await using hung = await Sink.start(never)
  await using healthy = await Sink.start()
  await telemetry.subscribe('shipper', requestFor(hung.uri))
  await telemetry.subscribe('tracer', requestFor(healthy.uri))
  telemetry.emit('function', 'line')
  let isDone = false

  const flushed = telemetry.flush({ timeoutMs: 300 }).then(() => (isDone = true))
  const begun = telemetry.attempts()
  await healthy.hasEvents(1)
  await telemetry.told('delivered')
  telemetry.clock.advance(299)
  const wasDone = isDone
  telemetry.clock.advance(1)
  await flushed

  expect([begun, wasDone]).toEqual([2, false])
  expect(telemetry.subscriptions.map(({ pending }) => pending.events)).toEqual([1, 0])
})

test('a flush takes a second at the most when nothing else was said', async () => {
  await using telemetry = new Telemetry()
  await using hung = await Sink.start(never)
  await telemetry.subscribe('shipper', requestFor(hung.uri))
  telemetry.emit('function', 'line')

  const flushed = telemetry.flush()
  telemetry.clock.advance(1_000)

  await expect(flushed).resolves.toBeUndefined()
})

test('a flush sends all batches of a subscriber, one after the other', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start()
  const buffering = { maxItems: 1_000 }
  await telemetry.subscribe('shipper', requestFor(sink.uri, ['function'], { buffering }))
  for (let n = 0; n < 2_500; n += 1) telemetry.emit('function', `${n}`)

  await telemetry.flush()

  expect(sink.requests.entries().map(({ events }) => events.length)).toEqual([1_000, 1_000, 500])
})

test('a flush is done when what it would send was dropped', async () => {
  await using telemetry = new Telemetry({ retryDelaysMs: [] })
  await using sink = await Sink.start(status(500))
  await telemetry.subscribe('shipper', requestFor(sink.uri))
  telemetry.emit('function', 'line')

  await telemetry.flush()

  expect((await telemetry.told('dropped')).length).toBe(1)
})

test('a flush does not wait for a retry to be due', async () => {
  await using telemetry = new Telemetry()
  const port = await freePort()
  await telemetry.subscribe('shipper', requestFor(`http://sandbox:${port}`))
  telemetry.emit('function', 'line')
  telemetry.clock.advance(1_000)
  await telemetry.told('retried')
  await using sink = await Sink.start(ok, port)

  await telemetry.flush()
  telemetry.clock.advance(60_000)

  expect(sink.recordsOf('function')).toEqual(['line'])
  expect(telemetry.attempts()).toBe(2)
})

test('a retry that a flush brought forward is not made again when it would have been due', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start((response, count) => {
    if (count === 1) response.writeHead(500).end()
  })
  await telemetry.subscribe('shipper', requestFor(sink.uri))
  telemetry.emit('function', 'line')
  telemetry.clock.advance(1_000)
  await telemetry.told('retried')

  const flushed = telemetry.flush({ timeoutMs: 200 })
  await sink.hasRequests(2)
  telemetry.clock.advance(200)
  await flushed

  expect(telemetry.attempts()).toBe(2)
})

test('a flush ends early with the reason of its signal, and sending goes on', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start(never)
  await telemetry.subscribe('shipper', requestFor(sink.uri))
  telemetry.emit('function', 'line')
  const ending = new AbortController()

  const flushed = telemetry.flush({ signal: ending.signal })
  ending.abort(new Error('enough'))

  await expect(flushed).rejects.toThrow('enough')
  await expect(telemetry.flush({ signal: ending.signal })).rejects.toThrow('enough')
  expect(telemetry.attempts()).toBe(1)
})

test('stopping ends a flush', async () => {
  await using telemetry = new Telemetry()
  await using sink = await Sink.start(never)
  await telemetry.subscribe('shipper', requestFor(sink.uri))
  telemetry.emit('function', 'line')

  const flushed = telemetry.flush({ timeoutMs: Infinity })
  await telemetry.stop()

  await expect(flushed).resolves.toBeUndefined()
})
