const { useSimulator } = require('@sim/jest-preset')
const { writeFileSync } = require('node:fs')

test('leaves one function frozen and one at work, and hangs', async () => {
  const frozen = await useSimulator()
  await frozen.invoke({ name: 'Ada' })
  await frozen.waitForFrozen()
  const busy = await useSimulator({ functionName: 'busy' })
  const working = busy.invoke({ name: 'Ada', hang: true })
  await busy.waitFor(({ journal }) => journal.entries('process.output').length > 0, {
    what: 'a greeting',
  })
  writeFileSync('one.hangs', '')
  await working
})
