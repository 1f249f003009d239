import { expect, test } from '@jest/globals'
import type { ChildInfo } from '../../src/supervisor/child-info.ts'
import { quiet } from '../kernel/quiet.ts'
import { Family } from './family.ts'
import { WatchedClock } from './watched-clock.ts'

const states = (children: readonly ChildInfo[]): string =>
  children.map(({ id, state }) => `${id} ${state}`).join(', ')

test('the wait before a restart grows with the restarts in a row, and begins anew after a period', async () => {
  const clock = new WatchedClock()
  await using family = new Family(clock)
  const rows: number[] = []
  const supervisor = await family.environment.supervise({
    children: family.children('a'),
    intensity: Infinity,
    periodMs: 1_000,
    backoffMs: (row) => {
      rows.push(row)
      return row * 100
    },
  })
  const restart = async (waitMs: number): Promise<void> => {
    const count = family.restarted.length
    await family.end('a')
    await clock.asked(waitMs)
    expect(supervisor.children()).toMatchObject([{ state: 'restarting', handle: undefined }])
    clock.advance(waitMs - 1)
    await quiet()
    expect(family.restarted).toHaveLength(count)
    clock.advance(1)
    await family.restarts(count + 1)
  }

  await restart(100)
  await restart(200)
  clock.advance(999)
  await restart(300)
  clock.advance(1_000)
  await restart(100)

  expect(rows).toEqual([1, 2, 3, 1])
})

test('others are looked after while a child waits to be restarted', async () => {
  const clock = new WatchedClock()
  await using family = new Family(clock)
  const supervisor = await family.environment.supervise({
    children: family.children('ab'),
    intensity: 2,
    backoffMs: (row) => row * 100,
  })
  await family.end('a')
  await clock.asked(100)

  clock.advance(50)
  await family.end('b')
  await clock.asked(100)
  clock.advance(50)
  await family.restarts(1)
  const between = states(supervisor.children())
  clock.advance(50)
  await family.restarts(2)

  expect(between).toBe('a running, b restarting')
  expect(family.restarted).toEqual(['a', 'b'])
})

test('rest for one, an earlier child takes along those that wait for a later one', async () => {
  const clock = new WatchedClock()
  await using family = new Family(clock)
  await family.environment.supervise({
    strategy: 'rest_for_one',
    children: family.children('abc'),
    intensity: 2,
    backoffMs: () => 100,
  })
  await family.end('b')
  await clock.asked(100)
  family.taken()

  clock.advance(60)
  await family.end('a')
  await clock.asked(100)
  clock.advance(60)
  await quiet()
  const early = family.taken()
  clock.advance(40)
  await family.restarts(3)

  expect(early).toBe('failed a')
  expect(family.taken()).toBe('init a, init b, init c')
})

test('a stop ends the wait before a restart', async () => {
  const clock = new WatchedClock()
  await using family = new Family(clock)
  const supervisor = await family.environment.supervise({
    children: family.children('ab'),
    backoffMs: () => 60_000,
  })
  await family.end('a')
  await clock.asked(60_000)

  const reason = await supervisor.stop()

  expect(reason).toEqual({ kind: 'shutdown' })
  expect(states(supervisor.children())).toBe('a exited, b exited')
  expect(clock.waiting).not.toContain(60_000)
  expect(family.taken()).toBe('init a, init b, failed a, shutdown b')
  expect(family.environment.size).toBe(0)
})
