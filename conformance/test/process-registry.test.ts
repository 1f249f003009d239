import { expect } from '@jest/globals'
import { Environment, MemoryMetrics, server } from '@sim/process'
import { listen } from '../processes/listener.ts'
import { play } from '../processes/player.ts'
import { processCase } from '../processes/process-case.ts'
import { sleeps } from '../processes/script.ts'

processCase('RG-01', 'a name is found until it is taken back', async () => {
  await using environment = new Environment()
  const seventh = await play(environment)

  environment.register('name', seventh.pid)
  const found = environment.whereis('name')
  const wasThere = environment.unregister('name')

  expect(found).toBe(seventh.handle)
  expect(wasThere).toBe(true)
  expect(environment.whereis('name')).toBeUndefined()
  expect(seventh.handle.state).toBe('running')
})

processCase('RG-03', 'all names of a process are free when its links are told', async () => {
  await using environment = new Environment()
  const dying = await play(environment, { name: 'spawned with' })
  environment.register('given later', dying.pid)
  const seen: unknown[] = []
  await listen(
    environment,
    ({ type }) => seen.push(type, ...['spawned with', 'given later'].map(whereis)),
    { link: { to: dying.pid } },
  )
  const whereis = (name: string) => environment.whereis(name)

  await dying.handle.kill()

  expect(seen).toEqual(['link-died', undefined, undefined])
  expect(dying.handle.names).toEqual([])
})

processCase('RG-04', 'who has the name is found, and nothing is spawned', async () => {
  await using environment = new Environment()
  const named = await play(environment, { name: 'name' })

  const found = await environment.getOrSpawn('name', () => {
    throw new Error('there is one')
  })

  expect(found).toBe(named.handle)
  expect(environment.size).toBe(1)
})

processCase('RG-04', 'who asks while it is being spawned gets the same one', async () => {
  await using environment = new Environment()
  let starts = 0
  const start = () => {
    starts += 1
    return environment.spawnOs(sleeps)
  }

  const [first, second] = await Promise.all([
    environment.getOrSpawn('name', start),
    environment.getOrSpawn('name', start),
  ])

  expect(first).toBe(second)
  expect([starts, environment.whereis('name')]).toEqual([1, first])
})

processCase('RG-04', 'a name whose spawn failed stays free', async () => {
  await using environment = new Environment()
  const missing = () => environment.spawnOs({ ...sleeps, command: '/missing' })

  await expect(environment.getOrSpawn('name', missing)).rejects.toMatchObject({ code: 'ERR_SPAWN' })
  const second = await environment.getOrSpawn('name', () => environment.spawnOs(sleeps))

  expect(environment.whereis('name')).toBe(second)
})

processCase('RG-07', 'a child finds the names that its parent gave', async () => {
  await using environment = new Environment()
  const [parent, other] = [await play(environment), await play(environment)]
  parent.self.environment.register('put by the parent', other.pid)

  const child = await parent.self.spawn((self) => self.environment.whereis('put by the parent'))

  expect(await child.result()).toBe(other.handle)
})

processCase('RG-08', 'a name is taken, whatever its owner is', async () => {
  await using environment = new Environment()
  const owner = await play(environment, { name: 'AP' })
  const taken = { code: 'ERR_NAME_TAKEN', takenName: 'AP', pid: owner.pid }

  await expect(play(environment, { name: 'AP' })).rejects.toMatchObject(taken)
  await expect(environment.spawnOs({ ...sleeps, name: 'AP' })).rejects.toMatchObject(taken)
  const other = await play(environment)
  expect(() => environment.register('AP', other.pid)).toThrow(expect.objectContaining(taken))

  expect(environment.whereis('AP')).toBe(owner.handle)
  expect(environment.size).toBe(2)
})

processCase('RG-09', 'an init may look names up, also the one that it is started for', async () => {
  await using environment = new Environment()
  const known = await play(environment, { name: 'known' })
  const found: unknown[] = []
  const looksUp = server({
    init: (self) => {
      found.push(self.environment.whereis('known'), self.environment.whereis('new'))
    },
  })

  const started = await environment.getOrSpawn('new', () => environment.spawn(looksUp))

  expect(found).toEqual([known.handle, undefined])
  expect(environment.whereis('new')).toBe(started)
})

processCase('RG-10', 'the gauge is the number of names', async () => {
  const metrics = new MemoryMetrics()
  await using environment = new Environment({ metrics })
  const names = () => metrics.read('lunatic.registry.registered')
  const owner = await play(environment, { name: 'one' })
  environment.register('two', owner.pid)
  environment.register('two', owner.pid)

  expect(environment.unregister('absent')).toBe(false)
  const afterAbsent = names()
  environment.unregister('two')
  const afterOne = names()
  await owner.returns()

  expect([afterAbsent, afterOne, names()]).toEqual([2, 1, 0])
})

processCase('RG-11', 'a child finds its parent by name, and sends to it', async () => {
  await using environment = new Environment()
  const parent = await play(environment, { name: 'hello' })

  const child = await parent.self.spawn((self) => {
    self.environment.whereis('hello')?.send('found')
    self.send('hello', 'named')
  })
  await child.exited

  expect(parent.self.mailbox.tryReceive()).toMatchObject({ data: 'found' })
  expect(parent.self.mailbox.tryReceive()).toMatchObject({ data: 'named', from: child.pid })
})
