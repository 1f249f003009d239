import { expect } from '@jest/globals'
import { LambdaContainer, type StartedLambdaContainer } from '@sim/testcontainers'
import { join } from 'node:path'
import { testInContainers } from './fixtures/engine.ts'
import { bareImage, lambdaImage } from './fixtures/images.ts'
import { patient, soon } from './fixtures/patience.ts'

const rootfs = join(import.meta.dirname, 'fixtures/rootfs')

/** What a process has written, in order. */
const written = ({ simulator }: StartedLambdaContainer, role: string, stream: string) =>
  simulator.journal
    .entries('process.output')
    .filter((line) => line.role === role && line.stream === stream)
    .map(({ text }) => text)

const line = ({ simulator }: StartedLambdaContainer, text: string) =>
  simulator.waitForEntry((entry) => entry.type === 'process.output' && entry.text.includes(text), {
    ...soon,
    what: `the line ${JSON.stringify(text)}`,
  })

testInContainers('a cold and a warm invocation are answered by one process', async (client) => {
  await using container = await new LambdaContainer(await lambdaImage(client))
    .withOptions(patient)
    .start()

  const cold = await container.invoke({ name: 'Alice' })
  const warm = await container.invoke('"text"')

  expect(cold.status).toBe('success')
  expect(cold.json()).toMatchObject({ count: 1, event: { name: 'Alice' } })
  const { pid } = cold.json() as { pid: number }
  expect(warm.json()).toMatchObject({ count: 2, event: 'text', pid })
  expect(container.simulator.settings.handler).toBe('app.handler')
  expect(container.simulator.generation).toBe(1)
})

testInContainers(
  'extensions are started and register before the runtime, and each has its own output',
  async (client) => {
    await using container = await new LambdaContainer(await lambdaImage(client))
      .withOptions(patient)
      .start()

    await container.invoke({})
    await Promise.all(
      ['error line 1', 'call 1', 'asked for INVOKE'].map((text) => line(container, text)),
    )

    const order = container.simulator.journal
      .entries()
      .filter(({ type }) => type === 'process.spawned' || type === 'extension.registered')
      .map((entry) => ('role' in entry ? `${entry.role} started` : 'registered'))
    expect(order).toEqual(['extension started', 'registered', 'runtime started'])
    expect(written(container, 'runtime', 'stderr')).toEqual(['error line 1'])
    expect(written(container, 'runtime', 'stdout')).toEqual([expect.stringContaining('call 1')])
    expect(written(container, 'extension', 'stdout')).toContain('asked for INVOKE')
    expect(written(container, 'extension', 'stderr')).toEqual([])
  },
)

testInContainers(
  'telemetry reaches a port that an extension has bound at the name of the sandbox',
  async (client) => {
    await using container = await new LambdaContainer(await lambdaImage(client))
      .withOptions(patient)
      .start()

    await container.invoke({})
    await line(container, 'told function')
    await line(container, 'told platform.report')

    expect(written(container, 'extension', 'stdout')).toContain('listens at 127.0.0.1')
    const delivered = container.simulator.journal.entries('telemetry.delivered')
    expect(delivered).toContainEqual(expect.objectContaining({ subscriber: 'listener' }))
    expect(container.simulator.journal.entries('telemetry.dropped')).toEqual([])
  },
)

testInContainers('the report tells the memory that was used inside', async (client) => {
  await using container = await new LambdaContainer(await lambdaImage(client))
    .withOptions(patient)
    .start()

  const invocation = await container.invoke({})
  await invocation.done(soon)

  expect(invocation.report?.metrics.maxMemoryUsedMB).toBeGreaterThan(30)
})

testInContainers(
  'a process has the variables of its image and none of this machine',
  async (client) => {
    process.env['SIM_TEST_OF_THE_HOST'] = 'secret'
    await using container = await new LambdaContainer(await lambdaImage(client))
      .withHandler('app.environment')
      .withEnvironment({ COLOUR: 'green', SHAPE: 'square' })
      .withEnvironment({ SIZE: 'small' })
      .withOptions({ ...patient, functionName: 'painter', environment: { SHAPE: 'round' } })
      .start()

    const invocation = await container.invoke({})

    const variables = invocation.json() as Record<string, string>
    expect(variables).toMatchObject({
      GREETING: 'from-the-image',
      COLOUR: 'green',
      SIZE: 'small',
      SHAPE: 'round',
      PATH: '/usr/local/bin:/bin',
      AWS_LAMBDA_FUNCTION_NAME: 'painter',
      AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
      _HANDLER: 'app.environment',
      cwd: '/var/task',
    })
    expect(Object.keys(variables)).not.toContain('SIM_TEST_OF_THE_HOST')
  },
)

testInContainers(
  'a function and an extension are copied into an image without them',
  async (client) => {
    await using container = await new LambdaContainer(await bareImage(client))
      .withFunctionDirectory(join(rootfs, 'var/task'))
      .withExtension(join(rootfs, 'opt/extensions/listener'))
      .withHandler('app.handler')
      .withOptions(patient)
      .start()

    const invocation = await container.invoke({ copied: true })

    expect(invocation.json()).toMatchObject({ event: { copied: true } })
    expect(container.simulator.extensions.map(({ name }) => name)).toEqual(['listener'])
  },
)

testInContainers(
  "a layer is copied as it is, and a command of one's own starts the runtime",
  async (client) => {
    await using container = await new LambdaContainer(await bareImage(client))
      .withFunctionDirectory(join(rootfs, 'var/task'))
      .withExtension(join(rootfs, 'opt'))
      .withHandler('app.handler')
      .withRuntime(['node', '/var/runtime/bootstrap.mjs'])
      .withOptions(patient)
      .start()

    const invocation = await container.invoke({})

    expect(invocation.status).toBe('success')
    expect(container.simulator.extensions.map(({ name }) => name)).toEqual(['listener'])
  },
)

testInContainers('two containers at once do not see each other', async (client) => {
  const image = await lambdaImage(client)
  const start = (name: string) =>
    new LambdaContainer(image).withOptions({ ...patient, functionName: name }).start()

  const [one, other] = await Promise.all([start('one'), start('other')])
  await using _one = one
  await using _other = other
  const answers = await Promise.all([
    one.invoke('"one"'),
    other.invoke('"other"'),
    other.invoke('"again"'),
  ])

  expect(answers.map((answer) => answer.json())).toEqual([
    expect.objectContaining({ count: 1, event: 'one' }),
    expect.objectContaining({ count: 1, event: 'other' }),
    expect.objectContaining({ count: 2, event: 'again' }),
  ])
  expect(one.session).not.toBe(other.session)
})

testInContainers('what a container can do beside works as usual', async (client) => {
  await using container = await new LambdaContainer(await lambdaImage(client))
    .withOptions(patient)
    .withExposedPorts(8080)
    .start()
  await container.invoke({})
  await line(container, 'error line 1')

  const { stdout, exitCode } = await container.exec([
    '/bin/sh',
    '-c',
    'read -r line < /etc/hosts; echo "$line"',
  ])
  const logs = await container.logs()
  const text: string[] = []
  logs.on('data', (chunk: string) => text.push(chunk))
  await container.stop()

  expect({ stdout, exitCode }).toEqual({
    stdout: expect.stringContaining('localhost'),
    exitCode: 0,
  })
  expect(text).toContain('error line 1\n')
  expect(logs.readableEnded).toBe(true)
  expect(container.getMappedPort(8080)).toBeGreaterThan(1024)
  expect(container.getLabels()).toMatchObject({ 'sim.testcontainers': container.session })
})

testInContainers('networks are those of the container that owns the network', async (client) => {
  const { dockerode } = client.container
  const network = await dockerode.createNetwork({ Name: `sim-test-${process.pid}` })
  await using _network = { [Symbol.asyncDispose]: async () => void (await network.remove()) }
  await using container = await new LambdaContainer(await lambdaImage(client))
    .withNetworkMode(`sim-test-${process.pid}`)
    .withExtraHosts([{ host: 'database.test', ipAddress: '10.1.2.3' }])
    .withOptions(patient)
    .start()

  const invocation = await container.invoke({})
  const script = 'while read -r line; do echo "$line"; done < /etc/hosts'
  const { stdout } = await container.exec(['/bin/sh', '-c', script])

  expect(invocation.status).toBe('success')
  expect(container.getNetworkNames()).toEqual([`sim-test-${process.pid}`])
  expect(stdout).toContain('10.1.2.3\tdatabase.test')
  expect(stdout).toContain('127.0.0.1\tsandbox.localdomain')
})

testInContainers('nobody but this machine finds the way in', async (client) => {
  await using container = await new LambdaContainer(await lambdaImage(client))
    .withOptions(patient)
    .start()

  const filters = { label: [`sim.testcontainers=${container.session}`] }
  const containers = await client.container.dockerode.listContainers({ filters })

  const ports = containers.flatMap(({ Ports: published }) => published)
  expect(ports).toEqual([expect.objectContaining({ Type: 'tcp' })])
  expect(ports[0]?.IP).toMatch(/^(127\.0\.0\.1|172\.\d+\.0\.1)$/)
})
