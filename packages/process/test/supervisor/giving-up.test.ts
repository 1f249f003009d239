import { expect, test } from '@jest/globals'
import { describeReason, exitCodeOf, rootCause, rootError } from '@sim/process'
import type { ChildSpec } from '../../src/supervisor/supervisor-spec.ts'
import { Family } from './family.ts'
import { WatchedClock } from './watched-clock.ts'

test('OT-08: by default the second restart within five seconds is one too many', async () => {
  const clock = new WatchedClock()
  await using family = new Family(clock)
  const supervisor = await family.environment.supervise({ children: family.children('abc') })
  family.taken()

  await family.end('b')
  await family.restarts(1)
  clock.advance(5_000)
  await family.end('b')
  const reason = await supervisor.exited

  expect(family.taken()).toBe('failed b, init b, failed b, shutdown c, shutdown a')
  expect(reason.kind).toBe('shutdown')
  expect(family.restarted).toEqual(['b'])
})

test('a death that is longer ago than a period does not count any more', async () => {
  const clock = new WatchedClock()
  await using family = new Family(clock)
  const supervisor = await family.environment.supervise({
    children: family.children('a'),
    intensity: 2,
    periodMs: 1_000,
  })

  for (const [waitMs, count] of [
    [0, 1],
    [1_001, 2],
    [1_000, 3],
  ] as const) {
    clock.advance(waitMs)
    await family.end('a')
    await family.restarts(count)
  }
  await family.end('a')
  await supervisor.exited

  expect(supervisor.gaveUp?.deaths).toHaveLength(3)
})

test('its reason has the first cause: who, why, and everything within the period', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    name: 'sup',
    children: family.children('ab'),
  })
  const pids = ['a', 'b'].map((id) => family.get(id).pid)

  await family.end('a')
  await family.restarts(1)
  await family.get('b').kill({ why: 'test' })
  const reason = await supervisor.exited

  const [first, second] = supervisor.gaveUp?.deaths ?? []
  expect(first).toMatchObject({ child: 'a', pid: pids[0], reason: { kind: 'failure' } })
  expect(second).toEqual({ child: 'b', pid: pids[1], reason: { kind: 'killed', why: 'test' } })
  expect(supervisor.firstCause).toEqual(first)
  expect(supervisor.gaveUp).toMatchObject({
    code: 'ERR_RESTART_INTENSITY',
    child: 'a',
    message:
      'sup may restart 1 times within 5000 ms, found 2 deaths, first that of child "a": failure: a failed',
    cause: { message: 'a failed' },
  })
  expect(rootCause(reason)).toBe(first?.reason)
  expect(rootError(reason)).toMatchObject({ message: 'a failed' })
  await expect(supervisor.result()).rejects.toMatchObject({
    code: 'ERR_PROCESS_EXITED',
    cause: { message: 'a failed' },
  })
})

test.each([
  ['return', { kind: 'normal' }],
  ['fail', { kind: 'failure' }],
] as const)(
  'LA-01: without restarts the first end of a permanent child, by %s, takes everything down',
  async (order, cause) => {
    await using family = new Family()
    const supervisor = await family.environment.supervise({
      strategy: 'one_for_all',
      children: family.children('abc'),
      intensity: 0,
    })
    family.taken()

    await family.end('b', order)
    const reason = await supervisor.exited

    expect(family.taken()).toMatch(/^(failed|left) b, shutdown c, shutdown a$/)
    expect(supervisor.firstCause).toMatchObject({ child: 'b', reason: cause })
    expect(rootCause(reason)).toMatchObject(cause)
    expect(exitCodeOf(reason)).toBe(1)
  },
)

test.each([
  ['exit 3', { kind: 'failure', code: 3 }, 'failure: exit status 3', 3],
  ['exit 0', { kind: 'normal', code: 0 }, 'normal: exit status 0', 1],
] as const)(
  'LA-02: how a program ended, by %s, is found through its supervisors',
  async (script, cause, text, code) => {
    await using family = new Family()
    const runtime: ChildSpec = {
      id: 'runtime',
      start: (spawner) => spawner.spawnOs({ command: '/bin/sh', args: ['-c', script], env: {} }),
    }
    const outer = await family.environment.supervise({
      intensity: 0,
      children: [
        {
          id: 'inner',
          start: async (spawner) => {
            const inner = await spawner.supervise({ intensity: 0, children: [] })
            await inner.startChild(runtime)
            return inner
          },
        },
      ],
    })

    const reason = await outer.exited

    expect(outer.firstCause?.child).toBe('inner')
    expect(rootCause(reason)).toEqual(cause)
    expect(describeReason(rootCause(reason))).toBe(text)
    expect(exitCodeOf(reason)).toBe(code)
  },
)

test('of two that end at once the first is the cause', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    strategy: 'one_for_all',
    children: family.children('abc'),
    intensity: 0,
  })

  await Promise.all([family.get('c').kill(), family.get('a').kill()])
  await supervisor.exited

  expect(supervisor.firstCause?.child).toBe('c')
})

test('SV-10: a child that never starts again is given up for, and its error is kept', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    children: family.children('ab'),
    intensity: 3,
  })
  family.taken()
  family.failures.set('b', Infinity)

  await family.end('b')
  await supervisor.exited

  expect(family.taken()).toBe('failed b, no b, no b, no b, shutdown a')
  expect(supervisor.gaveUp?.deaths.slice(1)).toEqual(
    Array.from({ length: 3 }, () => ({
      child: 'b',
      pid: undefined,
      reason: { kind: 'failure', error: expect.objectContaining({ message: 'b does not start' }) },
    })),
  )
})

test('a child that ends while its siblings start is the reason why nothing starts', async () => {
  await using family = new Family()
  const { promise: begun, resolve } = Promise.withResolvers<void>()
  const start = (): Promise<never> => {
    resolve()
    return new Promise(() => undefined)
  }
  const starting = family.environment.supervise({
    name: 'sup',
    intensity: 0,
    onGiveUp: () => undefined,
    children: [family.child('a'), { id: 'b', start }],
  })
  await begun

  await family.end('a')

  await expect(starting).rejects.toMatchObject({ code: 'ERR_RESTART_INTENSITY', child: 'a' })
  expect(family.environment.size).toBe(0)
  expect(family.environment.whereis('sup')).toBeUndefined()
})

test('a back-off that is no number ends the supervisor, and says so', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    children: family.children('ab'),
    backoffMs: () => Number.NaN,
  })

  await family.end('b')
  const reason = await supervisor.exited

  expect((reason as { readonly error?: unknown }).error).toMatchObject({
    code: 'ERR_INVALID_OPTIONS',
    message:
      "a supervisor's backoffMs must be a function that returns a number from 0 on, found NaN",
  })
  expect(family.taken()).toBe('init a, init b, failed b, shutdown a')
})

test('OT-09: a transient supervisor that gave up is not restarted, since its end is a shutdown', async () => {
  await using family = new Family()
  const outer = await family.environment.supervise({
    children: [
      {
        id: 'inner',
        restart: 'transient',
        start: (spawner) => spawner.supervise({ intensity: 0, children: family.children('a') }),
      },
    ],
  })
  const inner = outer.children()[0]?.handle

  await family.end('a')
  await inner?.exited
  await outer.startChild({ id: 'next', start: (spawner) => spawner.spawn(() => undefined) })

  expect(family.restarted).toEqual([])
  expect(outer.children()[0]).toMatchObject({ id: 'inner', state: 'exited' })
  expect(family.taken()).toBe('init a, failed a')
})
