import { expect, test } from '@jest/globals'
import { Environment } from '@sim/process'
import { FakeBody } from './fake-body.ts'
import { puppet } from './puppet.ts'

test('an environment takes so many processes at the same time', async () => {
  await using environment = new Environment({ id: 'env', maxProcesses: 2 })
  const [a] = [await puppet(environment), await puppet(environment)]

  const refused = puppet(environment)
  await expect(refused).rejects.toMatchObject({
    code: 'ERR_SPAWN_LIMIT',
    message: expect.stringContaining('env has 2'),
  })
  await a.handle.kill()

  expect((await puppet(environment)).handle.state).toBe('running')
})

test('whoever may decide is asked before each spawn', async () => {
  const asked: unknown[] = []
  await using environment = new Environment({
    id: 'env',
    maySpawn: (about) => asked.push(about) < 2,
  })

  await puppet(environment)

  await expect(puppet(environment)).rejects.toMatchObject({ code: 'ERR_SPAWN_LIMIT' })
  expect(asked).toEqual([
    { id: 'env', processes: 0 },
    { id: 'env', processes: 1 },
  ])
})

test('an environment that was shut down spawns nothing', async () => {
  const environment = new Environment()
  await environment.shutdown()

  await expect(puppet(environment)).rejects.toMatchObject({ code: 'ERR_ENVIRONMENT_CLOSED' })
})

test('a task that may not spawn cannot, in no way', async () => {
  await using environment = new Environment()
  const { self } = await puppet(environment, { maySpawn: false })

  const tries = [
    self.spawn(() => 1),
    self.spawnOs({ command: '/bin/true', env: {} }),
    self.start(FakeBody.start),
  ]

  const ends = await Promise.allSettled(tries)
  expect(ends.map((end) => (end as PromiseRejectedResult).reason.code)).toEqual(
    Array(3).fill('ERR_SPAWN_DENIED'),
  )
})
