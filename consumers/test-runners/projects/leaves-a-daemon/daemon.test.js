const { useSimulator } = require('@sim/jest-preset')

test('passes, and leaves a daemon', async () => {
  const simulator = await useSimulator()
  const invocation = await simulator.invoke({ name: 'Ada', daemon: true })

  expect(invocation).toHaveSucceededWith(expect.objectContaining({ hello: 'Ada' }))
})
