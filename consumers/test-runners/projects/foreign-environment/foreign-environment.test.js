const { useSimulator } = require('@sim/jest-preset')

let last

afterEach(() => jest.useRealTimers())

test.each([{}, { legacyFakeTimers: true }])(
  'an environment that knows nothing of us has simulators, timers %j',
  async (options) => {
    jest.useFakeTimers(options)
    last = await useSimulator()
    const invocation = await last.invoke({ name: 'Ada' })

    expect(invocation).toHaveSucceededWith(expect.objectContaining({ hello: 'Ada' }))
    await expect(last).toEmitTelemetry('platform.report')
  },
)

test('and ends them with their tests', () => {
  expect(last.phase).toBe('stopped')
})

test('it misses the timeline of a failure', async () => {
  const simulator = await useSimulator()
  await simulator.waitForPhase('idle')

  expect(simulator.phase).toBe('stopped')
})

test('but not what was not awaited', async () => {
  const simulator = await useSimulator()

  expect(simulator).toEmitTelemetry('platform.extension', { timeoutMs: 500 })
})

test.concurrent.each([1, 2])('and tells tests apart that run at once: %i', async (n) => {
  const simulator = await useSimulator({ functionName: 'shared' })
  const invocation = await simulator.invoke({ name: n })

  expect(invocation.json()).toMatchObject({ hello: n })
  await expect(simulator).not.toEmitTelemetry('platform.extension')
  expect(simulator.invocations).toHaveLength(1)
})
