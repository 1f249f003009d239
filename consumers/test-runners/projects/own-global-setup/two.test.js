const { useSimulator } = require('@sim/jest-preset')

test('simulators need no global set-up of ours', async () => {
  const simulator = await useSimulator()
  const invocation = await simulator.invoke({ name: 'Ada' })

  expect(invocation).toHaveSucceededWith(expect.objectContaining({ hello: 'Ada' }))
  expect(process.env.OWN_GLOBAL_SETUP).toBe('ran')
})
