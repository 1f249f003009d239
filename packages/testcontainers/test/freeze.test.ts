import { expect } from '@jest/globals'
import { pollUntil } from '@sim/core'
import {
  LambdaContainer,
  type ProcessInside,
  type StartedLambdaContainer,
} from '@sim/testcontainers'
import { testInContainers } from './fixtures/engine.ts'
import { lambdaImage } from './fixtures/images.ts'
import { patient, soon } from './fixtures/patience.ts'

const freezing = { ...patient, freeze: 'process', freezeTimeoutMs: 10_000 } as const

const names = (states: readonly ProcessInside[]) => states.map(({ name }) => name).toSorted()
const lettersOf = (states: readonly ProcessInside[]) =>
  new Set(states.flatMap(({ threads }) => threads.map(({ state }) => state)))

/** The state of any process inside, read by a program of its own. */
async function stateInside(container: StartedLambdaContainer, pid: number): Promise<string> {
  const script = `read -r stat < /proc/${pid}/stat; set -- \${stat##*) }; echo "$1"`
  const { stdout } = await container.exec(['/bin/sh', '-c', script])
  return stdout.trim()
}

testInContainers(
  'after an invocation every thread inside stands still until the next one',
  async (client) => {
    await using container = await new LambdaContainer(await lambdaImage(client))
      .withOptions(freezing)
      .start()

    const cold = await container.invoke({})
    await container.simulator.waitForFrozen(soon)
    const frozen = await container.states()
    const { pid } = cold.json() as { pid: number }
    const seenInside = await stateInside(container, pid)
    const warm = await container.invoke({})

    expect(names(frozen)).toEqual(['listener', 'runtime'])
    expect(lettersOf(frozen)).toEqual(new Set(['T']))
    expect(frozen.find(({ name }) => name === 'runtime')?.threads.length).toBeGreaterThan(1)
    expect(seenInside).toBe('T')
    expect(warm.json()).toMatchObject({ count: 2, pid })
  },
)

testInContainers('a freeze that an invocation overtakes stops nothing', async (client) => {
  await using container = await new LambdaContainer(await lambdaImage(client))
    .withOptions(freezing)
    .start()
  await container.invoke({})
  await container.simulator.waitForFrozen(soon)
  await container.thaw()

  const freeze = container.freeze(soon)
  const invoked = container.invoke({})

  expect(await freeze).toBe('superseded')
  expect((await invoked).json()).toMatchObject({ count: 2 })
  expect(container.simulator.journal.entries('freeze.superseded')).toHaveLength(1)
})

testInContainers('what was frozen by hand is thawed by hand', async (client) => {
  await using container = await new LambdaContainer(await lambdaImage(client))
    .withOptions(freezing)
    .start()

  const outcome = await container.freeze(soon)
  const frozen = await container.states()
  await container.thaw()
  const thawed = await container.states()
  const again = await container.freeze(soon)

  expect([outcome, again]).toEqual(['frozen', 'frozen'])
  expect(lettersOf(frozen)).toEqual(new Set(['T']))
  expect(lettersOf(thawed)).not.toContain('T')
})

testInContainers('a child in a session of its own stands still with its parent', async (client) => {
  await using container = await new LambdaContainer(await lambdaImage(client))
    .withHandler('app.nest')
    .withOptions(freezing)
    .start()

  const invocation = await container.invoke({})
  await container.simulator.waitForFrozen(soon)

  const { pid } = invocation.json() as { pid: number }
  expect(await stateInside(container, pid)).toBe('T')
})

testInContainers(
  'telemetry of a frozen function is delivered after the thaw, once',
  async (client) => {
    await using container = await new LambdaContainer(await lambdaImage(client))
      .withOptions(freezing)
      .start()
    const { journal } = container.simulator
    const told = () =>
      journal.entries('process.output').filter(({ text }) => text === 'told platform.report')
    await container.invoke({})
    await container.simulator.waitForFrozen(soon)
    await container.states()
    const whileFrozen = told()

    await container.stop()

    expect(whileFrozen).toEqual([])
    expect(told()).toHaveLength(1)
    expect(journal.entries('telemetry.retried')).toEqual([])
    expect(journal.entries('telemetry.dropped')).toEqual([])
  },
)

testInContainers('states are those of the moment, whoever has caused them', async (client) => {
  await using container = await new LambdaContainer(await lambdaImage(client))
    .withOptions(patient)
    .start()
  const [runtime] = container.simulator.processes.filter(({ role }) => role === 'runtime')

  await container.exec(['/bin/sh', '-c', `kill -STOP ${runtime?.pid}`])

  // A busy kernel may take a moment to stop what runs.
  const states = await pollUntil(
    () => container.states(),
    (all) => all.some(({ name, state }) => name === 'runtime' && state === 'T'),
    { ...soon, what: 'the runtime to be stopped' },
  )
  expect(states.find(({ name }) => name === 'listener')?.state).toBe('S')
})

testInContainers('without the option nothing is stopped, and a freeze says so', async (client) => {
  await using container = await new LambdaContainer(await lambdaImage(client))
    .withOptions(patient)
    .start()

  const outcome = await container.freeze()

  expect(outcome).toBe('disabled')
  expect(lettersOf(await container.states())).not.toContain('T')
})
