import { useSimulator } from '@sim/jest-preset'
import { expect, test } from 'vitest'

test('wants another answer', async () => {
  const simulator = await useSimulator()
  await simulator.waitForPhase('idle')
  const invocation = await simulator.invoke({ name: 'Ada' })
  await simulator.waitForFrozen()

  expect(invocation.json()).toMatchObject({ hello: 'Bob' })
})

test('hangs', async () => {
  const simulator = await useSimulator({ timeoutMs: 60_000 })
  await simulator.waitForPhase('idle')

  await simulator.invoke({ name: 'Ada', hang: true })
}, 3_000)

test('waits for what never comes', async () => {
  const simulator = await useSimulator()
  await simulator.waitForPhase('idle')

  await expect(simulator).toEmitTelemetry('platform.extension')
}, 3_000)

test('forgets to await', async () => {
  const simulator = await useSimulator()
  await simulator.waitForPhase('idle')

  expect(simulator).toEmitTelemetry('platform.extension', { timeoutMs: 500 })
})
