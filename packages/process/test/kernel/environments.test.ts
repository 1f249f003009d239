import { expect, test } from '@jest/globals'
import { Environment, Environments, MemoryMetrics } from '@sim/process'
import { puppet } from './puppet.ts'

test('environments of a set are named one after the other, past those that have names', () => {
  const set = new Environments()
  const named = set.create({ id: 'env-2' })
  const [first, third] = [set.create(), set.create()]

  expect([first.id, third.id]).toEqual(['env-1', 'env-3'])
  expect(set.list()).toEqual([named, first, third])
  expect(set.get('env-2')).toBe(named)
  expect(set.get('env-4')).toBeUndefined()
})

test('an id is taken once in a set, until its environment was shut down', async () => {
  const set = new Environments()
  const first = set.create({ id: 'x' })

  expect(() => set.create({ id: 'x' })).toThrow(
    expect.objectContaining({ code: 'ERR_ENVIRONMENT_EXISTS' }),
  )
  await first.shutdown()
  const known = set.get('x')
  const second = set.create({ id: 'x' })

  expect(known).toBeUndefined()
  expect(set.list()).toEqual([second])
})

test('an environment that is shut down twice does not throw out its successor', async () => {
  const set = new Environments()
  const first = set.create({ id: 'x' })
  await first.shutdown()
  const second = set.create({ id: 'x' })

  await first.shutdown()

  expect(set.get('x')).toBe(second)
})

test('two environments of one id may live apart', () => {
  expect(new Environment({ id: 'x' }).id).toBe(new Environment({ id: 'x' }).id)
})

test('a set shuts down all of its environments, side by side', async () => {
  const metrics = new MemoryMetrics()
  const count = (): number => metrics.read('lunatic.process.environment.count')
  const set = new Environments({ metrics })
  const [one, other] = [set.create(), set.create()]
  const processes = [await puppet(one), await puppet(other)]
  const before = count()

  const reports = await set.shutdown({ why: 'enough' })

  expect([...reports].map(([id, { killed }]) => [id, killed])).toEqual([
    ['env-1', ['env-1/1']],
    ['env-2', ['env-2/1']],
  ])
  expect(processes[0]?.handle.exit).toMatchObject({ why: 'enough' })
  expect(set.list()).toEqual([])
  expect([before, count()]).toEqual([2, 0])
})

test('a set that is disposed of is shut down', async () => {
  let handle
  {
    await using set = new Environments()
    handle = await set.create().spawn((self) => self.mailbox.receive())
  }

  expect(handle.exit).toMatchObject({ kind: 'shutdown' })
})
