import { expect } from '@jest/globals'
import { LambdaContainer } from '@sim/testcontainers'
import { testInContainers } from './fixtures/engine.ts'
import { lambdaImage } from './fixtures/images.ts'
import { patient, soon } from './fixtures/patience.ts'

testInContainers('what a handler throws is the error, and the runtime goes on', async (client) => {
  await using container = await new LambdaContainer(await lambdaImage(client))
    .withOptions(patient)
    .start()

  const failed = await container.invoke({ fail: 'out of range' })
  const next = await container.invoke({})

  expect(failed.result).toMatchObject({ status: 'error', functionError: 'Unhandled' })
  expect(failed.json()).toMatchObject({ errorType: 'RangeError', errorMessage: 'out of range' })
  expect(next.json()).toMatchObject({ count: 2 })
})

testInContainers(
  'a runtime that is killed or exits fails its invocation, and the next one begins anew',
  async (client) => {
    await using container = await new LambdaContainer(await lambdaImage(client))
      .withOptions(patient)
      .start()

    const killed = await container.invoke({ crash: true })
    const exited = await container.invoke({ exit: 3 })
    const next = await container.invoke({})

    expect(killed.json()).toMatchObject({ errorMessage: expect.stringContaining('signal: killed') })
    expect(exited.json()).toMatchObject({ errorMessage: expect.stringContaining('exit status 3') })
    expect(next.json()).toMatchObject({ count: 1 })
    expect(container.simulator.generation).toBe(3)
  },
)

testInContainers(
  'a child that holds the output does not delay the news of a death, and dies with it',
  async (client) => {
    await using container = await new LambdaContainer(await lambdaImage(client))
      .withHandler('app.orphan')
      .withOptions(patient)
      .start()

    const invocation = await container.invoke({})

    expect(invocation.json()).toMatchObject({
      errorMessage: expect.stringContaining('exit status 3'),
    })
    const { atMs: answered } = container.simulator.journal.entries('process.exited').at(0)!
    const { atMs: handed } = container.simulator.journal.entries('invocation.handed').at(0)!
    // The engine itself waits for two seconds.
    expect(answered - handed).toBeLessThan(1_900)
    const [child] = container.simulator.journal
      .entries('process.output')
      .flatMap(({ text }) => /^left (\d+)$/.exec(text)?.[1] ?? [])
    const { stdout } = await container.exec(['/bin/sh', '-c', `[ -e /proc/${child} ] || echo gone`])
    expect(stdout).toBe('gone\n')
  },
)

testInContainers('a function that takes too long is ended with its environment', async (client) => {
  await using container = await new LambdaContainer(await lambdaImage(client))
    .withOptions({ ...patient, timeoutMs: 1_000 })
    .start()

  const late = await container.invoke({ hang: true })
  await container.simulator.waitForPhase('dormant', soon)

  expect(late.result).toMatchObject({ status: 'timeout' })
  expect(await container.states()).toEqual([])
  expect(container.simulator.journal.entries('shutdown')).toMatchObject([{ reason: 'timeout' }])
})

testInContainers(
  'a runtime that is not there fails the init with the words of the platform',
  async (client) => {
    await using container = await new LambdaContainer(await lambdaImage(client))
      .withRuntime(['/no/such/program'])
      .withOptions(patient)
      .start()

    const invocation = await container.invoke({})

    expect(container.simulator.journal.entries('failed')[0]).toMatchObject({
      errorType: 'Runtime.InvalidEntrypoint',
      message: 'fork/exec /no/such/program: no such file or directory',
    })
    expect(invocation.json()).toMatchObject({ errorType: 'Runtime.InvalidEntrypoint' })
  },
)

testInContainers('a runtime that may not be executed is told by its reason', async (client) => {
  await using container = await new LambdaContainer(await lambdaImage(client))
    .withCopyContentToContainer([{ content: 'echo', target: '/var/runtime/plain', mode: 0o644 }])
    .withRuntime(['/var/runtime/plain'])
    .withOptions(patient)
    .start()

  expect(container.simulator.journal.entries('failed')[0]).toMatchObject({
    message: 'fork/exec /var/runtime/plain: permission denied',
  })
})
