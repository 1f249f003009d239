import { expect } from '@jest/globals'
import { pollUntil, systemClock } from '@sim/core'
import { LambdaContainer } from '@sim/testcontainers'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { createInterface } from 'node:readline'
import { clearAbandoned } from '../src/session.ts'
import { clear, leftovers, testInContainers } from './fixtures/engine.ts'
import { lambdaImage } from './fixtures/images.ts'
import { patient, soon } from './fixtures/patience.ts'

testInContainers(
  'stopping shuts down as the platform does, frozen or not, and leaves nothing',
  async (client) => {
    const container = await new LambdaContainer(await lambdaImage(client))
      .withOptions({ ...patient, freeze: 'process', freezeTimeoutMs: 10_000 })
      .start()
    await container.invoke({})
    await container.simulator.waitForFrozen(soon)
    const before = await leftovers(client, container.session)

    const [stopped, again] = await Promise.all([container.stop(), container.stop()])

    expect(before).toHaveLength(2)
    expect(await leftovers(client, container.session)).toEqual([])
    expect(stopped.getId()).toBe(container.getId())
    expect(again).toBe(stopped)
    const lines = container.simulator.journal.entries('process.output').map(({ text }) => text)
    expect(lines).toContain('asked for SHUTDOWN spindown')
    const exits = container.simulator.journal.entries('process.exited')
    expect(exits).toEqual([
      expect.objectContaining({ role: 'runtime', reason: { kind: 'shutdown', signal: 'SIGTERM' } }),
      expect.objectContaining({ role: 'extension', reason: { kind: 'shutdown', code: 0 } }),
    ])
  },
)

testInContainers('a test process that is killed takes its containers along', async (client) => {
  const program = join(import.meta.dirname, 'fixtures/holds-a-container.ts')
  const child = spawn(execPath, ['--conditions=@sim/source', program, await lambdaImage(client)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await using _child = { [Symbol.asyncDispose]: async () => void child.kill('SIGKILL') }
  const [session] = (await once(createInterface(child.stdout), 'line')) as [string]
  await using _containers = { [Symbol.asyncDispose]: () => clear(client, session) }
  const before = await leftovers(client, session)

  child.kill('SIGKILL')
  await once(child, 'exit')

  expect(before).toHaveLength(2)
  const nothing = await pollUntil(
    () => leftovers(client, session),
    (left) => left.length === 0,
    {
      ...soon,
      what: 'the containers to be removed',
    },
  )
  expect(nothing).toEqual([])
})

testInContainers(
  'a container that is removed by someone else fails what comes next, and can be stopped',
  async (client) => {
    await using container = await new LambdaContainer(await lambdaImage(client))
      .withOptions(patient)
      .start()
    await container.invoke({})

    await client.container.getById(container.getId()).remove({ force: true })
    await container.simulator.waitFor(({ processes }) => processes.length === 0, {
      ...soon,
      what: 'everything to have ended',
    })
    const invocation = await container.invoke({})
    await container.stop()

    expect(invocation.status).not.toBe('success')
    expect(await leftovers(client, container.session)).toEqual([])
  },
)

testInContainers(
  'without its network a container is of no use, and goes as well',
  async (client) => {
    await using container = await new LambdaContainer(await lambdaImage(client))
      .withOptions(patient)
      .start()
    const { dockerode } = client.container
    const label = [`sim.testcontainers=${container.session}`]
    const containers = await dockerode.listContainers({ filters: { label } })
    const relay = containers.find(({ Id: id }) => id !== container.getId())!

    await dockerode.getContainer(relay.Id).remove({ force: true })
    const nothing = await pollUntil(
      () => leftovers(client, container.session),
      (left) => left.length === 0,
      { ...soon, what: 'the containers to be removed' },
    )

    expect(nothing).toEqual([])
  },
)

testInContainers(
  'what was created and will never be started is removed by the next start',
  async (client) => {
    const { dockerode } = client.container
    const image = await lambdaImage(client)
    const { pid: dead } = spawnSync(execPath, ['--version'])
    const owners = {
      own: `${hostname()}/${process.pid}`,
      dead: `${hostname()}/${dead}`,
      far: 'far/1',
    }
    const create = async ([name, owner]: [string, string]) => {
      const labels = { 'sim.testcontainers': 'abandoned', 'sim.testcontainers.owner': owner }
      const { id } = await dockerode.createContainer({ Image: image, Labels: labels })
      return { name, id }
    }
    await using _containers = { [Symbol.asyncDispose]: () => clear(client, 'abandoned') }
    const created = await Promise.all(Object.entries(owners).map(create))
    const left = async () => {
      const containers = await dockerode.listContainers({ all: true })
      return created
        .filter(({ id }) => containers.some((one) => one.Id === id))
        .map(({ name }) => name)
    }
    const inTenMinutes = { ...systemClock, now: () => systemClock.now() + 600_000 }

    await clearAbandoned(client)
    const now = await left()
    await clearAbandoned(client, inTenMinutes)

    expect(now).toEqual(['own', 'far'])
    expect(await left()).toEqual(['own'])
  },
)

testInContainers('a start that fails leaves nothing', async (client) => {
  const { dockerode } = client.container
  const count = async () =>
    (await dockerode.listContainers({ all: true, filters: { name: ['^/sim-fails-'] } })).length
  const container = new LambdaContainer(await lambdaImage(client))
    .withName('sim-fails-to-start')
    .withCopyFilesToContainer([{ source: '/no/such/file', target: '/file' }])

  const start = container.start()

  await expect(start).rejects.toMatchObject({ code: 'ERR_CONTAINER_START' })
  expect(await count()).toBe(0)
})
