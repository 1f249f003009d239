import { expect, jest, test } from '@jest/globals'
import { useSimulator } from '@sim/jest-preset'

test('an ES module uses a simulator', async () => {
  jest.useFakeTimers()
  await using simulator = await useSimulator()

  const invocation = await simulator.invoke({ name: 'Ada' })

  expect(invocation).toHaveSucceededWith(expect.objectContaining({ hello: 'Ada' }))
  await expect(simulator).toEmitTelemetry('platform.report')
})

test('an ES module fails', async () => {
  const simulator = await useSimulator()
  await simulator.waitForPhase('idle')

  expect(simulator).toHaveEmittedTelemetry('platform.report')
})
