const { useSimulator } = require('@sim/jest-preset')

afterEach(() => jest.useRealTimers())

test.each([{}, { legacyFakeTimers: true }])('fake timers %j disturb nothing', async (options) => {
  jest.useFakeTimers(options)
  const simulator = await useSimulator()

  const invocation = await simulator.invoke({ name: 'Ada' })

  expect(invocation).toHaveSucceededWith(expect.objectContaining({ hello: 'Ada' }))
  await expect(simulator).toEmitTelemetry('platform.report')
  await expect(
    expect(simulator).toEmitTelemetry('platform.extension', { timeoutMs: 50 }),
  ).rejects.toThrow('platform.extension')
  await simulator.waitForFrozen()
})

test('timers that are still fake when the test is over do not keep the simulator', async () => {
  jest.useFakeTimers()
  await useSimulator()
})
