import { expect, test } from '@jest/globals'
import type { OutgoingBatch } from '@sim/telemetry-api'
import { requestFor, Telemetry } from '../fixtures/telemetry.ts'

const soon = { buffering: { timeoutMs: 25 } }

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
