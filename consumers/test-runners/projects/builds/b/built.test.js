const { useSimulator } = require('@sim/jest-preset')

test('the function was built', async () => {
  const simulator = await useSimulator()
  const invocation = await simulator.invoke({ name: 'Ada' })

  expect(invocation).toHaveSucceededWith('built')
})
