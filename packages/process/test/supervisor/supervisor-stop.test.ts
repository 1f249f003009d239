import { expect, test } from '@jest/globals'
import type { ChildSpec } from '../../src/supervisor/supervisor-spec.ts'
import { FakeBody } from '../kernel/fake-body.ts'
import { quiet } from '../kernel/quiet.ts'
import { Family } from './family.ts'
import { WatchedClock } from './watched-clock.ts'

/** A child that does not care whether it is asked to stop. */
function deaf(id: string, options: Partial<ChildSpec> = {}): ChildSpec {
  return { id, start: (spawner) => spawner.start(FakeBody.start), ...options }
}

test('SV-05: a stop ends the last that started first, each when the one before is dead', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({ children: family.children('abcd') })
  family.taken()

  const reason = await supervisor.stop({ why: 'spindown' })

  expect(reason).toEqual({ kind: 'shutdown', why: 'spindown' })
  expect(family.taken()).toBe('shutdown d, shutdown c, shutdown b, shutdown a')
  const exits = family.events.entries().filter((event) => event.type === 'exited')
  expect(exits.map(({ names }) => names[0])).toEqual(['d', 'c', 'b', 'a', undefined])
  expect(supervisor.children()).toMatchObject(
    Array.from({ length: 4 }, () => ({
      handle: undefined,
      state: 'exited',
      restarts: 0,
      exit: { kind: 'shutdown', why: 'spindown' },
    })),
  )
})

test('SV-07: who waits for a supervisor goes on when another one has stopped it', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({ name: 'sup', children: [] })
  const waiter = await family.environment.spawn(() => supervisor.exited)

  const other = await family.environment.spawn((self) => self.environment.whereis('sup')?.stop())

  expect(await waiter.result()).toEqual({ kind: 'shutdown' })
  expect(await other.result()).toEqual({ kind: 'shutdown' })
})

test('together, all are asked at once, and one that is slow keeps none of the others', async () => {
  await using family = new Family()
  const asked: string[] = []
  const gone = Promise.withResolvers<void>()
  const slow: ChildSpec = {
    id: 'slow',
    start: (spawner) =>
      spawner.spawn(async (self) => {
        await self.mailbox.receive().catch(() => gone.promise)
      }),
  }
  const supervisor = await family.environment.supervise({
    stopOrder: 'together',
    children: [family.child('a'), slow, family.child('b')],
  })
  const [a, b] = [family.get('a'), family.get('b')]

  const stopped = supervisor.stop({
    policy: ({ id }) => {
      asked.push(id)
      return undefined
    },
  })
  const order = [...asked]
  await Promise.all([a.exited, b.exited])
  const states = supervisor.children().map(({ state }) => state)
  gone.resolve()
  await stopped

  expect(order).toEqual(['b', 'slow', 'a'])
  expect(states).toEqual(['exited', 'stopping', 'exited'])
})

test('SV-13: a sibling that hangs is killed when its time is over, and the restart goes on', async () => {
  const clock = new WatchedClock()
  await using family = new Family(clock)
  const supervisor = await family.environment.supervise({
    strategy: 'one_for_all',
    children: [family.child('a'), deaf('hangs', { shutdownMs: 700 }), family.child('b')],
  })
  family.taken()

  await family.end('b')
  await clock.asked(700)
  clock.advance(700)
  await family.restarts(3)

  expect(family.taken()).toBe('failed b, shutdown a, init a, init b')
  expect(supervisor.children()[1]).toMatchObject({
    state: 'running',
    exit: { kind: 'shutdown', why: 'its sibling "b" ended', forced: true, signal: 'SIGKILL' },
  })
})

test('a stop in the middle of a restart takes over what is left of it', async () => {
  const clock = new WatchedClock()
  await using family = new Family(clock)
  const supervisor = await family.environment.supervise({
    strategy: 'one_for_all',
    children: [family.child('a'), deaf('hangs', { shutdownMs: 60_000 }), family.child('b')],
  })
  await family.end('b')
  await clock.asked(60_000)

  const stopped = supervisor.stop({ why: 'spindown', policy: () => ({ deadlineMs: 100 }) })
  await clock.asked(100)
  clock.advance(100)
  await stopped
  await quiet()

  expect(supervisor.children().map(({ state }) => state)).toEqual(['exited', 'exited', 'exited'])
  expect(family.taken()).toBe('init a, init b, failed b, shutdown a')
  expect(supervisor.children()[0]?.exit).toEqual({ kind: 'shutdown', why: 'spindown' })
  expect(family.restarted).toEqual([])
})

test('await using stops it', async () => {
  await using family = new Family()
  {
    await using _supervisor = await family.environment.supervise({
      children: family.children('ab'),
    })
  }

  expect(family.taken()).toBe('init a, init b, shutdown b, shutdown a')
})
