import { expect, test } from '@jest/globals'
import type { Simulator } from '@sim/simulator'
import { soon } from '../seed/patience.ts'
import { freePort, HttpListener } from '../telemetry/http-listener.ts'
import { OneByOneListener } from '../telemetry/one-by-one-listener.ts'
import { Play } from '../telemetry/play.ts'
import { happened } from '../telemetry/prompter.ts'
import type { ReceivedEvent } from '../telemetry/received-event.ts'
import { Stage } from '../telemetry/stage.ts'
import { atOnce, request, subscribe } from '../telemetry/subscribe.ts'
import { subscriber } from '../telemetry/subscribed.ts'

const slow =
  'Some logs were dropped because the downstream consumer is slower than the logs production rate'

const lossesOf = ({ telemetry }: Simulator) => telemetry.filter('platform.logsDropped')

test('DRP-001: what was produced before the listener listened is delivered all the same', async () => {
  const port = await freePort()
  await using stage = await Stage.start()
  const { scene, address, extension } = stage
  await subscribe(address, extension, request(`http://sandbox.localdomain:${port}`))
  await happened(scene.simulator, { type: 'telemetry.retried' })

  await using listener = await HttpListener.start({ port })
  await scene.serve({})

  await listener.nth('platform.report')
  expect(listener.events).toEqual(scene.simulator.telemetry.events())
})

test('DRP-003: a listener that recovers is told exactly what it missed', async () => {
  let isWell = false
  await using stage = await Stage.start({}, [], {
    answer: (response) => response.writeHead(isWell ? 200 : 500).end(),
  })
  const { scene, listener } = stage
  const { simulator } = scene
  await stage.subscribe()
  await scene.serve(1)
  await happened(simulator, { type: 'telemetry.dropped' })
  await happened(simulator, { type: 'telemetry', event: { type: 'platform.logsDropped' } })
  const refused = listener.deliveries.appended
  isWell = true
  const { invocation } = await scene.serve(2)

  await listener.until(() => took().some(({ type }) => type === 'platform.logsDropped'), 'the loss')
  await listener.until(() => took().some(isLast), 'the rest')

  const delivered = new Set(took().map((event) => JSON.stringify(event)))
  const missing = simulator.telemetry
    .events()
    .map((event) => JSON.stringify(event))
    .filter((text) => !delivered.has(text))
  const told = took().filter(({ type }) => type === 'platform.logsDropped')
  expect(missing.length).toBeGreaterThan(0)
  expect(sum(told.map(({ record }) => record.droppedRecords))).toBe(missing.length)
  expect(sum(told.map(({ record }) => record.droppedBytes))).toBe(
    sum(missing.map((text) => Buffer.byteLength(text))),
  )

  /** What was acknowledged. */
  function took(): readonly ReceivedEvent[] {
    return listener.deliveries
      .entries()
      .slice(refused)
      .flatMap(({ events }) => events)
  }

  function isLast({ type, record }: ReceivedEvent): boolean {
    return type === 'platform.report' && record.requestId === invocation.requestId
  }
})

test('DRP-004: a listener that is too slow costs the function nothing, and hears of its loss', async () => {
  const released = Promise.withResolvers<void>()
  await using listener = await HttpListener.start({
    answer: async (response) => {
      await released.promise
      response.end()
    },
  })
  const subscribing = subscriber({ types: ['platform', 'function'], buffering: atOnce })
  await using play = await Play.start({ extensions: { E: () => subscribing(listener.uri) } })
  const { simulator } = play

  const invocation = await simulator.invoke({
    do: [
      ['flood', 1_000, 50_000],
      ['respond', 2],
    ],
  })
  await invocation.done(soon)
  const acknowledged = simulator.journal.entries('telemetry.delivered')
  released.resolve()
  const { record } = await listener.nth('platform.logsDropped')

  expect(invocation.status).toBe('success')
  expect(acknowledged).toEqual([])
  expect(record.reason).toBe(slow)
  expect(record.droppedRecords).toBeGreaterThan(0)
})

test('DRP-005: whoever did not ask for the platform is not told of a loss, others are', async () => {
  const port = await freePort()
  const dead = `http://sandbox.localdomain:${port}`
  await using play = await Play.start({
    extensions: { A: () => subscriber({ types: ['function'] })(dead), B: subscriber() },
  })
  await play.simulator.invoke({
    do: [
      ['say', 'into the void'],
      ['respond', 2],
    ],
  })
  await happened(play.simulator, { type: 'telemetry.dropped', subscriber: 'A' })

  const { record } = await play.listener.nth('platform.logsDropped')
  await using listener = await HttpListener.start({ port })
  await play.simulator.invoke({
    do: [
      ['say', 'heard'],
      ['respond', 2],
    ],
  })

  await listener.nth('function')
  expect(record).toEqual({
    droppedRecords: 1,
    droppedBytes: expect.any(Number),
    reason: expect.stringMatching(/^could not send events: /),
  })
  expect(listener.events).toMatchObject([{ type: 'function', record: 'heard\n' }])
})

test('DRP-006: a listener that stays dead is told of once, however much is lost', async () => {
  const port = await freePort()
  await using stage = await Stage.start()
  const { scene, address, extension } = stage
  await subscribe(address, extension, request(`http://sandbox.localdomain:${port}`))
  await scene.serve(1)
  await happened(scene.simulator, { type: 'telemetry.dropped' })
  await scene.serve(2)
  await happened(scene.simulator, { type: 'telemetry.dropped' }, 2)

  const { invocation } = await scene.serve(3)

  expect(invocation.status).toBe('success')
  expect(lossesOf(scene.simulator)).toHaveLength(1)
})

test.each([302, 204])('DRP-007: status %i acknowledges, and is not followed', async (status) => {
  await using elsewhere = await HttpListener.start()
  await using stage = await Stage.start({}, [], {
    answer: (response) =>
      response.writeHead(status, { Location: `http://127.0.0.1:${elsewhere.port}/` }).end(),
  })
  await stage.subscribe()

  await stage.scene.serve({})

  await stage.listener.nth('platform.report')
  await happened(stage.scene.simulator, { type: 'telemetry.delivered' })
  expect(stage.listener.events).toEqual(stage.scene.simulator.telemetry.events())
  expect(stage.scene.simulator.journal.entries('telemetry.retried')).toEqual([])
  expect(elsewhere.deliveries.appended).toBe(0)
})

test('DRP-008: beside a listener that is dead another one gets everything', async () => {
  const port = await freePort()
  await using stage = await Stage.start({}, ['B'])
  const { scene, address, listener } = stage
  const other = await scene.extension('B')
  await subscribe(address, other, request(`http://sandbox.localdomain:${port}`))
  await stage.subscribe()

  await scene.serve({})

  await listener.nth('platform.report')
  expect(scene.simulator.journal.entries('telemetry.dropped')).toEqual([])
  expect(listener.events).toEqual(scene.simulator.telemetry.events())
})

test('CON-005: a listener that lets in one connection at a time misses nothing', async () => {
  await using listener = await OneByOneListener.start()
  await using stage = await Stage.start()
  const { scene, address, extension } = stage
  await subscribe(address, extension, request(listener.uri))

  for (const payload of [1, 2, 3]) {
    await scene.serve(payload)
    await listener.until('platform.report', payload)
  }

  expect(listener.events).toEqual(scene.simulator.telemetry.events())
  expect(listener.connections).toBeGreaterThanOrEqual(3)
})

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
