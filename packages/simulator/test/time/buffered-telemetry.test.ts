import { expect, test } from '@jest/globals'
import { waitFor } from '@sim/core'
import { Simulator } from '@sim/simulator'
import { runtime } from '../programs.ts'
import { subscribe, telemetryListener, type Told } from '../telemetry-listener.ts'
import { aWhile } from './real-events.ts'

const isInitOver = (told: readonly Told[]) =>
  told.some(({ type }) => type === 'platform.initReport')
const initTold = { what: 'the end of init to be told' }

test('a batch is due by the manual time', async () => {
  await using listener = await telemetryListener()
  await using simulator = await Simulator.start({
    runtime: runtime('echoes'),
    extensions: [{ name: 'listens' }],
    time: 'manual',
  })
  const { next } = await subscribe(simulator, 'listens', listener.port)
  void next()
  await simulator.waitForPhase('idle')

  simulator.advance(24)
  await aWhile()
  const before = listener.told.current
  simulator.advance(1)
  await waitFor(listener.told, isInitOver, initTold)

  expect(before).toEqual([])
})

test('a batch is due by the scaled time', async () => {
  await using listener = await telemetryListener()
  await using simulator = await Simulator.start({
    runtime: runtime('echoes'),
    extensions: [{ name: 'listens' }],
    time: { scale: 40 },
  })
  const { next } = await subscribe(simulator, 'listens', listener.port)
  void next()

  const isDelivered = ({ type }: { readonly type: string }) => type === 'telemetry.delivered'
  const delivered = await simulator.waitForEntry(isDelivered, { what: 'a batch to be delivered' })

  const [began] = simulator.journal.entries('telemetry')
  expect(delivered.atMs - (began?.atMs ?? NaN)).toBeGreaterThanOrEqual(999)
})

test('a flush before SHUTDOWN has its share of the manual time', async () => {
  await using listener = await telemetryListener()
  await using simulator = await Simulator.start({
    runtime: runtime('echoes'),
    extensions: [{ name: 'listens' }],
    time: 'manual',
  })
  const { next } = await subscribe(simulator, 'listens', listener.port)
  void next()
  await simulator.invoke({})

  await simulator.shutdown()

  expect(listener.told.current.map(({ type }) => type)).toContain('platform.report')
})
