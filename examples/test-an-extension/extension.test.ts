import { expect, test } from '@jest/globals'
import { configureSimulator, useSimulator } from '@sim/jest-preset'
import '@sim/jest-preset/jest-globals'

const orders = { orders: [{ id: 17 }, { id: 18 }] }

configureSimulator({
  functionDirectory: 'function',
  extensions: [
    {
      name: 'order-metrics',
      command: process.execPath,
      args: ['order-metrics.mjs'],
      cwd: 'extension',
    },
  ],
  freeze: 'process',
})

test('it registers for what it needs, before the function starts', async () => {
  const simulator = await useSimulator()

  const invocation = await simulator.invoke(orders)

  expect(invocation).toHaveSucceededWith({ accepted: 2 })
  expect(simulator).toHaveRegisteredExtension('order-metrics', { events: ['INVOKE', 'SHUTDOWN'] })
  expect(simulator).toHaveEmittedTelemetry([
    'platform.initStart',
    { type: 'platform.telemetrySubscription', record: { name: 'order-metrics' } },
    { type: 'platform.extension', record: { name: 'order-metrics', state: 'Ready' } },
    'platform.initReport',
    'platform.start',
  ])
})

test('it holds nobody up: the next event is asked for as soon as one is handled', async () => {
  const simulator = await useSimulator()

  const invocation = await simulator.invoke(orders)
  await invocation.done()

  await expect(simulator).toEmitTelemetry('platform.report', {
    requestId: invocation.requestId,
    status: 'success',
  })
  expect(invocation.extensionOverheadMs).toBeLessThan(1_000)
})

test('it survives the freeze between two invocations', async () => {
  const simulator = await useSimulator()
  await simulator.invoke(orders)
  await simulator.waitForFrozen()
  expect(simulator).toBeFrozen()

  const invocation = await simulator.invoke(orders)

  expect(invocation).toHaveSucceededWith({ accepted: 2 })
})

test('a function that fails is no reason to fail', async () => {
  const simulator = await useSimulator()

  const invocation = await simulator.invoke({ orders: [] })
  await invocation.done()

  expect(invocation).toHaveFailedWith({ errorType: 'RangeError' })
  expect(simulator.generation).toBe(1)
})

test('at the end it prints what it has counted, in time', async () => {
  const simulator = await useSimulator()
  await simulator.invoke(orders)
  await simulator.invoke(orders)

  await simulator.shutdown({ reason: 'spindown' })

  expect(simulator).toHaveShutDownWith('spindown')
  expect(simulator).toHaveLogged('4 orders in 2 invocations', { source: 'extension' })
})
