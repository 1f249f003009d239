import { expect, test } from '@jest/globals'
import { Family } from './family.ts'

test('OT-10: a significant child that ended well ends its supervisor in order', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    autoShutdown: 'any_significant',
    children: [
      family.child('a'),
      family.child('work', { restart: 'transient', significant: true }),
      family.child('b'),
    ],
  })
  family.taken()

  await family.end('work', 'return')
  const reason = await supervisor.exited

  expect(reason).toEqual({ kind: 'shutdown', why: 'its significant child "work" ended' })
  expect(family.taken()).toBe('left work, shutdown b, shutdown a')
  expect(supervisor.firstCause).toBeUndefined()
})

test('a significant temporary child ends its supervisor however it ended', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    autoShutdown: 'any_significant',
    children: [
      family.child('a'),
      family.child('work', { restart: 'temporary', significant: true }),
    ],
  })

  await family.end('work', 'fail')

  expect(await supervisor.exited).toMatchObject({ kind: 'shutdown' })
})

test('a significant child that is restarted ends nothing', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    autoShutdown: 'any_significant',
    children: [family.child('work', { restart: 'transient', significant: true })],
  })

  await family.end('work', 'fail')
  await family.restarts(1)

  expect(supervisor.state).toBe('running')
})

test('all significant children must have ended where all are meant', async () => {
  await using family = new Family()
  const significant = { restart: 'transient', significant: true } as const
  const supervisor = await family.environment.supervise({
    autoShutdown: 'all_significant',
    children: [family.child('a'), ...family.children('xyz', significant)],
  })
  await family.end('x', 'return')
  await family.end('z', 'fail')
  await family.restarts(1)
  await family.end('z', 'return')
  const between = supervisor.state

  await family.end('y', 'return')
  const reason = await supervisor.exited

  expect(between).toBe('running')
  expect(reason).toEqual({ kind: 'shutdown', why: 'its significant child "y" ended' })
})

test('children that the supervisor ends itself are no reason to shut down', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    strategy: 'one_for_all',
    autoShutdown: 'any_significant',
    children: [
      family.child('a', { restart: 'temporary', significant: true }),
      family.child('b', { restart: 'transient', significant: true }),
      family.child('c'),
    ],
  })

  await family.end('c')
  await family.restarts(2)
  await supervisor.stopChild('b')
  await supervisor.restartChild('c')

  expect(supervisor.state).toBe('running')
  expect(family.restarted).toEqual(['b', 'c', 'c'])
})

test('an inner supervisor that shuts itself down is not restarted by one for whom it is transient', async () => {
  await using family = new Family()
  const outer = await family.environment.supervise({
    autoShutdown: 'any_significant',
    children: [
      {
        id: 'inner',
        restart: 'transient',
        significant: true,
        start: (spawner) =>
          spawner.supervise({
            autoShutdown: 'any_significant',
            children: [family.child('work', { restart: 'temporary', significant: true })],
          }),
      },
    ],
  })

  await family.end('work', 'return')

  expect(await outer.exited).toEqual({
    kind: 'shutdown',
    why: 'its significant child "inner" ended',
  })
  expect(family.restarted).toEqual([])
})
