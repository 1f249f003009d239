const { useSimulator } = require('@sim/jest-preset')

test('an environment of the user has simulators, and still hears its events', async () => {
  const simulator = await useSimulator()
  const invocation = await simulator.invoke({ name: 'Ada' })

  expect(invocation).toHaveSucceededWith(expect.objectContaining({ hello: 'Ada' }))
  expect(globalThis.events).toContain('test_start')
  expect(globalThis.isFrozen).toEqual(expect.any(Function))
})

test('fails in an environment of the user', async () => {
  const simulator = await useSimulator()
  await simulator.waitForPhase('idle')

  expect(simulator.phase).toBe('stopped')
})
