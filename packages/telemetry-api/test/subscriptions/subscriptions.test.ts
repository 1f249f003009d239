import { expect, test } from '@jest/globals'
import type { SubscribeAnswer } from '@sim/telemetry-api'
import { HeldTransport } from '../fixtures/held-transport.ts'
import { LineSink } from '../fixtures/line-sink.ts'
import { freePort, Sink } from '../fixtures/sink.ts'
import { requestFor, requestForLines, requestForLogs, Telemetry } from '../fixtures/telemetry.ts'

const refused = (status: number, errorType: string, errorMessage: unknown = expect.any(String)) =>
  expect.objectContaining({ refusal: { status, errorType, errorMessage } })
const closed = refused(403, 'Telemetry.SubscriptionClosed')

/** What became of a subscription: its answer, or why there is none. */
const outcome = (answer: SubscribeAnswer | Promise<SubscribeAnswer>): Promise<unknown> =>
  Promise.resolve(answer).catch((error: unknown) => error)

test('TCP-002: a subscription over TCP gets what came before, and all over one connection', async () => {
  await using telemetry = new Telemetry()
  await using sink = await LineSink.start()
  telemetry.emit('function', 'early\n')

  const answer = telemetry.subscribe('shipper', requestForLines(sink.port))
  telemetry.emit('function', 'meanwhile\n')
  expect(await answer).toBe('OK')
  await telemetry.flush()
  telemetry.emit('function', 'late\n')
  await telemetry.flush()

  await sink.hasLines(3)
  expect(sink.events.map(({ record }) => record)).toEqual(['early\n', 'meanwhile\n', 'late\n'])
  expect(sink.connections.size).toBe(1)
  expect(telemetry.subscriptions).toEqual([
    expect.objectContaining({
      api: 'telemetry',
      destination: {
        protocol: 'TCP',
        host: '127.0.0.1',
        port: sink.port,
        authority: `sandbox.localdomain:${sink.port}`,
      },
    }),
  ])
})

test('VAL-039: a subscription to a port where nobody listens is refused', async () => {
  await using telemetry = new Telemetry()
  const port = await freePort()
  const address = `127.0.0.1:${port}`
  const message = `Invalid destination: could not TCP dial provided address ${address}: connect ECONNREFUSED ${address}`
  const { destination } = requestForLines(port)

  const subscribed = await outcome(telemetry.subscribe('shipper', requestForLines(port)))
  const toLogs = await outcome(
    telemetry.subscribeToLogs('shipper', requestForLogs('', ['function'], { destination })),
  )

  expect(subscribed).toEqual(refused(400, 'ValidationError', message))
  expect(toLogs).toEqual(refused(400, 'Logs.ValidationError', message))
  expect(telemetry.subscriptions).toEqual([])
  expect(telemetry.events.size).toBe(0)
})

test('what an extension asks for while it is called waits, and is a repetition', async () => {
  const transport = new HeldTransport()
  await using telemetry = new Telemetry({ transport })
  const [first, second, other] = [
    outcome(telemetry.subscribe('shipper', requestForLines(4243))),
    outcome(telemetry.subscribe('shipper', requestFor('http://sandbox:4243'))),
    outcome(telemetry.subscribeToLogs('shipper', requestForLogs('http://sandbox:4243'))),
  ]
  const dial = await transport.dial(0)

  dial.connect()

  expect(await first).toBe('OK')
  expect(await second).toBe('AlreadySubcribed')
  expect(await other).toEqual(refused(400, 'Logs.ValidationError'))
  expect(transport.dials.size).toBe(1)
  expect(telemetry.subscriptions.length).toBe(1)
  expect(dial.isClosed()).toBe(false)
})

test('a request that waited has its own chance when the one before it failed', async () => {
  const transport = new HeldTransport()
  await using telemetry = new Telemetry({ transport })
  const first = outcome(telemetry.subscribe('shipper', requestForLines(4243)))
  const second = outcome(telemetry.subscribe('shipper', requestForLines(4244)))

  const failing = await transport.dial(0)
  failing.fail(new Error('refused'))
  const dial = await transport.dial(1)
  dial.connect()

  expect(await first).toEqual(refused(400, 'ValidationError', expect.stringMatching(/: refused$/)))
  expect(await second).toBe('OK')
})

test('other extensions do not wait for one that is called', async () => {
  const transport = new HeldTransport()
  await using telemetry = new Telemetry({ transport })
  const first = outcome(telemetry.subscribe('shipper', requestForLines(4243)))
  const second = outcome(telemetry.subscribe('tracer', requestForLines(4244)))

  const [early, late] = [await transport.dial(0), await transport.dial(1)]
  late.connect()
  expect(await second).toBe('OK')
  early.connect()

  expect(await first).toBe('OK')
  const names = telemetry.subscriptions.map(({ extensionName }) => extensionName)
  expect(names).toEqual(['tracer', 'shipper'])
})

test.each<[string, (telemetry: Telemetry) => void | Promise<void>]>([
  ['the window closed', (telemetry: Telemetry) => telemetry.closeWindow()],
  ['the service stopped', (telemetry: Telemetry) => telemetry.stop()],
  ['the extension was removed', (telemetry: Telemetry) => telemetry.remove('shipper')],
])('a connection that came after %s is let go of', async (_what, happen) => {
  const transport = new HeldTransport()
  await using telemetry = new Telemetry({ transport })
  const answer = outcome(telemetry.subscribe('shipper', requestForLines(4243)))
  const waiting = outcome(telemetry.subscribe('shipper', requestForLines(4243)))
  const dial = await transport.dial(0)

  await happen(telemetry)
  dial.connect()

  expect([await answer, await waiting]).toEqual([closed, closed])
  expect(dial.isClosed()).toBe(true)
  expect(telemetry.subscriptions).toEqual([])
  expect(telemetry.events.size).toBe(0)
})

test('a call is given up when the service stops, though nobody takes it', async () => {
  const transport = new HeldTransport()
  await using telemetry = new Telemetry({ transport })
  const answer = outcome(telemetry.subscribe('shipper', requestForLines(4243)))
  const dial = await transport.dial(0)

  await telemetry.stop()

  expect(dial.signal?.aborted).toBe(true)
  dial.fail(dial.signal?.reason as Error)
  expect(await answer).toEqual(closed)
})

test('a call that nobody takes in time is a destination that will not do', async () => {
  const transport = new HeldTransport()
  await using telemetry = new Telemetry({ transport })
  const answer = outcome(telemetry.subscribe('shipper', requestForLines(4243)))
  const dial = await transport.dial(0)

  telemetry.clock.advance(5_000)
  dial.fail(dial.signal?.reason as Error)

  expect(await answer).toEqual(
    refused(
      400,
      'ValidationError',
      'Invalid destination: could not TCP dial provided address 127.0.0.1:4243: nobody took the connection within 5000 ms',
    ),
  )
})

test('nobody is called in vain', async () => {
  const transport = new HeldTransport()
  await using telemetry = new Telemetry({ transport })
  const first = outcome(telemetry.subscribe('shipper', requestForLines(4243)))
  const dial = await transport.dial(0)
  dial.connect()
  await first

  const again = telemetry.subscribe('shipper', requestForLines(4243))
  telemetry.closeWindow()

  expect(again).toBe('AlreadySubcribed')
  expect(() => telemetry.subscribe('tracer', requestForLines(4243))).toThrow(closed)
  expect(transport.dials.size).toBe(1)
})

test('a subscription over TCP that is removed closes its connection', async () => {
  await using telemetry = new Telemetry()
  await using sink = await LineSink.start()
  await telemetry.subscribe('shipper', requestForLines(sink.port))

  telemetry.remove('shipper')

  await sink.hasEnded(1)
  expect(sink.lines.size).toBe(0)
})

test('LGS-008: who asks for logs by PUT gets them so', async () => {
  await using telemetry = new Telemetry()
  await using byPut = await Sink.start()
  await using byPost = await Sink.start()
  const destination = { protocol: 'HTTP' as const, URI: byPut.uri, method: 'PUT' as const }

  await telemetry.subscribeToLogs('shipper', requestForLogs('', ['function'], { destination }))
  await telemetry.subscribe('tracer', {
    ...requestFor(byPost.uri),
    destination: { ...destination, URI: byPost.uri },
  })
  telemetry.emit('function', 'line\n')
  await telemetry.flush()

  expect(byPut.requests.entries().map(({ method }) => method)).toEqual(['PUT'])
  expect(byPost.requests.entries().map(({ method }) => method)).toEqual(['POST'])
})
