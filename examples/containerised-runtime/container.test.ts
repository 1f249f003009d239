import { beforeAll, expect, test } from '@jest/globals'
import { LambdaContainer } from '@sim/testcontainers'
import '@sim/jest-preset/jest-globals'
import { buildImage, missing } from './build-image.ts'

const lacks = missing()
if (lacks !== undefined) console.warn(`skipped for want of a container engine: ${lacks}`)
const inContainers =
  lacks === undefined || process.env['SIM_REQUIRE_ALL'] === '1' ? test : test.skip

let image = ''
beforeAll(async () => {
  if (lacks === undefined) image = await buildImage()
}, 120_000)

inContainers('the image answers, cold and warm', async () => {
  await using container = await new LambdaContainer(image).start()

  const cold = await container.invoke({ n: 1 })
  const warm = await container.invoke({ n: 2 })

  expect(cold).toHaveSucceededWith({ echo: { n: 1 } })
  expect(warm).toHaveSucceededWith({ echo: { n: 2 } })
  // What is printed inside comes by another way than the answer, and may come after it.
  await container.simulator.waitForEntry(
    (entry) => entry.type === 'process.output' && entry.text === 'echo.handler handles {"n":2}',
    { what: 'the line of the second invocation' },
  )
})

inContainers('an extension is copied in, starts first, and hears of the end', async () => {
  await using container = await new LambdaContainer(image)
    .withExtension(`${__dirname}/extension/watcher`)
    .start()
  const { simulator } = container
  await container.invoke({})

  await container.stop()

  expect(simulator).toHaveRegisteredExtension('watcher', { events: ['INVOKE', 'SHUTDOWN'] })
  expect(simulator.journal.entries('process.spawned').map(({ name }) => name)).toEqual([
    'watcher',
    'runtime',
  ])
  expect(simulator).toHaveLogged('the end', { source: 'extension' })
})

inContainers('between invocations everything inside stands still', async () => {
  await using container = await new LambdaContainer(image)
    .withOptions({ freeze: 'process' })
    .start()
  await container.invoke({ n: 1 })
  await container.simulator.waitForFrozen()
  expect(container.simulator).toBeFrozen()

  const states = await container.states()
  const next = await container.invoke({ n: 2 })

  expect(states).toMatchObject([{ name: 'runtime', state: 'T' }])
  expect(next).toHaveSucceededWith({ echo: { n: 2 } })
})
