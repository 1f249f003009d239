import { expect, test } from '@jest/globals'
import { quiet } from '../kernel/quiet.ts'
import { Family } from './family.ts'

test('siblings that end at the same time are one death when they go together', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    strategy: 'one_for_all',
    children: family.children('abc'),
    intensity: 1,
  })
  family.taken()

  await Promise.all([family.get('a').kill(), family.get('b').kill(), family.get('c').kill()])
  await family.restarts(3)
  await quiet()

  expect(family.taken()).toBe('init a, init b, init c')
  expect(supervisor.exit).toBeUndefined()
})

test('a restart is told with its reason, and counted', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    name: 'sup',
    strategy: 'one_for_all',
    children: family.children('ab'),
  })

  await family.end('a')
  await family.restarts(2)

  const told = family.events.entries().filter(({ type }) => type === 'restarted')
  expect(told).toMatchObject(
    ['a', 'b'].map((child) => ({
      supervisor: supervisor.pid,
      child,
      pid: family.get(child).pid,
      reason: { kind: 'failure', error: { message: 'a failed' } },
    })),
  )
  expect(family.metrics.read('sim.process.restarts')).toBe(2)
  expect(supervisor.children().map(({ restarts }) => restarts)).toEqual([1, 1])
})

test('a restart that fails is one more death, and those that were to follow wait with it', async () => {
  await using family = new Family()
  await family.environment.supervise({
    strategy: 'rest_for_one',
    children: family.children('abc'),
    intensity: 3,
  })
  family.taken()
  family.failures.set('b', 2)

  await family.end('a')
  await family.restarts(3)

  expect(family.taken()).toBe(
    'failed a, shutdown c, shutdown b, init a, no b, no b, init b, init c',
  )
  expect(family.restarted).toEqual(['a', 'b', 'c'])
})

test('one for all, a restart that fails has those stopped that had come back', async () => {
  await using family = new Family()
  await family.environment.supervise({
    strategy: 'one_for_all',
    children: family.children('ab'),
    intensity: 2,
  })
  family.taken()
  family.failures.set('b', 1)

  await family.end('b')
  await family.restarts(3)

  expect(family.taken()).toBe('failed b, shutdown a, init a, no b, shutdown a, init a, init b')
})

test('a restart in an environment that is shut down ends the supervisor, and counts for nothing', async () => {
  await using family = new Family()
  const gate = Promise.withResolvers<void>()
  const { start } = family.child('a')
  const supervisor = await family.environment.supervise({
    children: [
      {
        id: 'slow',
        shutdownMs: 'infinity',
        start: () =>
          family.environment.spawn((self) => self.mailbox.receive().catch(() => gate.promise), {
            shutdownMs: Infinity,
          }),
      },
      { id: 'a', start: () => start(family.environment) },
    ],
  })

  const shutdown = family.environment.shutdown()
  await family.until(() => family.notes.includes('shutdown a'), 'the end of a')
  await quiet()
  gate.resolve()
  const report = await shutdown

  expect(report.failed).toEqual([])
  expect(supervisor.exit).toEqual({ kind: 'shutdown', why: 'its environment is shut down' })
})
