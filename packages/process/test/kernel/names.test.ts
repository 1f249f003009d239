import { expect, test } from '@jest/globals'
import { Environment, MemoryMetrics, type Pid, type ProcessHandle } from '@sim/process'
import { puppet } from './puppet.ts'
import { quiet } from './quiet.ts'

test('a process is found under the names that it has, in the order in which it was given them', async () => {
  await using environment = new Environment()
  const a = await puppet(environment, { name: 'first' })
  environment.register('second', a.handle.pid)
  environment.register('second', a.handle.pid)

  expect(environment.whereis('first')).toBe(a.handle)
  expect(environment.whereis('second')).toBe(a.handle)
  expect(environment.whereis('third')).toBeUndefined()
  expect(a.handle.names).toEqual(['first', 'second'])
  expect(a.handle.name).toBe('first')
})

test('a process without a name is called by its first one, or by its pid', async () => {
  await using environment = new Environment({ id: 'env' })
  const a = await puppet(environment)
  const before = a.handle.name

  environment.register('later', a.handle.pid)

  expect([before, a.handle.name]).toEqual(['env/1', 'later'])
})

test('a name has one owner at a time', async () => {
  await using environment = new Environment({ id: 'env' })
  const [, b] = [await puppet(environment, { name: 'x' }), await puppet(environment)]

  expect(() => environment.register('x', b.handle.pid)).toThrow(
    expect.objectContaining({ code: 'ERR_NAME_TAKEN', takenName: 'x', pid: 'env/1' }),
  )
  await expect(puppet(environment, { name: 'x' })).rejects.toMatchObject({ code: 'ERR_NAME_TAKEN' })
  expect(environment.size).toBe(2)
})

test('a name that is taken back is free, and was nobody’s the second time', async () => {
  await using environment = new Environment()
  const a = await puppet(environment, { name: 'x' })

  const took = [environment.unregister('x'), environment.unregister('x')]

  expect(took).toEqual([true, false])
  expect(a.handle.names).toEqual([])
  expect(environment.whereis('x')).toBeUndefined()
})

test('a name is free before anybody is told of the death', async () => {
  await using environment = new Environment()
  const owner = await puppet(environment, { name: 'x' })
  const found: unknown[] = []
  using _heard = environment.subscribe(({ type }) => {
    if (type === 'exited') found.push(environment.whereis('x'))
  })

  await owner.handle.kill()
  const next = await puppet(environment, { name: 'x' })

  expect(found).toEqual([undefined])
  expect(environment.whereis('x')).toBe(next.handle)
})

test('nobody who is dead is given a name', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)
  await a.handle.kill()

  expect(() => environment.register('x', a.handle.pid)).toThrow(/there is no process/)
  expect(() => environment.register('x', 'env/9' as Pid)).toThrow(/there is no process/)
})

test('a message to a name reaches its owner', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment, { name: 'x' }), await puppet(environment)]

  const sent = [environment.send('x', 1), b.self.send('x', 2), environment.send('y', 3)]

  expect(sent).toEqual([true, true, false])
  expect(a.self.mailbox.size).toBe(2)
})

test('who asks for a name gets its owner, and starts nobody', async () => {
  await using environment = new Environment()
  const a = await puppet(environment, { name: 'x' })
  let starts = 0

  const got = await environment.getOrSpawn('x', () => {
    starts += 1
    return environment.spawn(() => undefined)
  })

  expect(got).toBe(a.handle)
  expect(starts).toBe(0)
})

test('everyone who asks while it starts gets the same process', async () => {
  await using environment = new Environment()
  const go = Promise.withResolvers<void>()
  let starts = 0
  const start = () => {
    starts += 1
    return environment.spawn({ init: () => go.promise, run: (self) => self.mailbox.receive() })
  }

  const asked = [1, 2, 3].map(() => environment.getOrSpawn('x', start))
  go.resolve()
  const got = await Promise.all(asked)

  expect(starts).toBe(1)
  expect(new Set(got).size).toBe(1)
  expect(environment.whereis('x')).toBe(got[0])
})

test('if it does not start all are rejected, the name is free, and the next may try', async () => {
  await using environment = new Environment()
  const fail = (): Promise<ProcessHandle> => Promise.reject(new Error('no start'))

  const asked = [environment.getOrSpawn('x', fail), environment.getOrSpawn('x', fail)]
  const ends = await Promise.allSettled(asked)
  const next = await environment.getOrSpawn('x', () =>
    environment.spawn((self) => self.mailbox.receive()),
  )

  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(environment.whereis('x')).toBe(next)
})

test('who was started for a name that somebody else took meanwhile is stopped again', async () => {
  const metrics = new MemoryMetrics()
  await using environment = new Environment({ metrics })
  const other = await puppet(environment)

  const asked = environment.getOrSpawn('x', async () => {
    environment.register('x', other.handle.pid)
    return await environment.spawn((self) => self.mailbox.receive())
  })

  await expect(asked).rejects.toMatchObject({ code: 'ERR_NAME_TAKEN' })
  expect(environment.list()).toMatchObject([{ pid: other.handle.pid, names: ['x'] }])
})

test('a process that is started with the name that was asked for has it', async () => {
  await using environment = new Environment()

  const got = await environment.getOrSpawn(
    'x',
    async () => (await puppet(environment, { name: 'x' })).handle,
  )
  await quiet()

  expect(got.names).toEqual(['x'])
})
