/** @jest-environment-options {"lambdaSim": {"simulator": {"functionDirectory": "functions/hello", "functionName": "of-the-docblock"}, "scope": "file"}} */
const { useSimulator } = require('@sim/jest-preset')

let first

test('a docblock configures its file', async () => {
  first = await useSimulator()

  expect(first.settings.functionName).toBe('of-the-docblock')
  expect(first.settings.freeze).toBe('process')
})

test('with scope "file" the next test gets the same simulator', async () => {
  expect(await useSimulator()).toBe(first)
})
