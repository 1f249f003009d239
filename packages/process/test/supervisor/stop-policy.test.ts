import { expect, test } from '@jest/globals'
import type { StopPolicy } from '../../src/supervisor/stop-policy.ts'
import type { ChildSpec } from '../../src/supervisor/supervisor-spec.ts'
import { FakeBody } from '../kernel/fake-body.ts'
import { Family } from './family.ts'
import { WatchedClock } from './watched-clock.ts'

/** A child that does not care whether it is asked to stop. */
function deaf(id: string, options: Partial<ChildSpec> = {}): ChildSpec {
  return { id, start: (spawner) => spawner.start(FakeBody.start), ...options }
}

test('a policy decides, when it is the turn of a child, how it is asked and how long it has', async () => {
  const clock = new WatchedClock()
  await using family = new Family(clock)
  const seen: string[] = []
  const supervisor = await family.environment.supervise({
    children: [deaf('a'), deaf('b', { shutdownMs: 7_000 }), family.child('c'), family.child('d')],
  })
  const policy: StopPolicy = ({ id, handle }) => {
    seen.push(id)
    if (id === 'a') return { deadlineMs: 300 }
    if (id === 'c') return { ask: () => handle?.send('return') }
    return id === 'd' ? { deadlineMs: 'kill' } : undefined
  }

  const stopped = supervisor.stop({ policy, why: 'timeout' })
  await clock.asked(7_000)
  const early = [...seen]
  clock.advance(7_000)
  await clock.asked(300)
  clock.advance(300)
  await stopped

  expect(early).toEqual(['d', 'c', 'b'])
  expect(seen).toEqual(['d', 'c', 'b', 'a'])
  expect(family.taken()).toBe('init c, init d, left c')
  expect(supervisor.children().map(({ exit }) => exit)).toEqual([
    { kind: 'shutdown', why: 'timeout', forced: true, signal: 'SIGKILL' },
    { kind: 'shutdown', why: 'timeout', forced: true, signal: 'SIGKILL' },
    { kind: 'shutdown', why: 'timeout' },
    { kind: 'killed', why: 'timeout', by: supervisor.pid },
  ])
})

test('a spec says how its child is asked', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    children: [family.child('a', { stop: (handle) => void handle.send('return') })],
  })

  await supervisor.stop()

  expect(family.taken()).toBe('init a, left a')
})

test('what a request throws is what the supervisor fails with, and the deadline holds', async () => {
  const clock = new WatchedClock()
  await using family = new Family(clock)
  const stop = (): void => {
    throw new Error('cannot be asked')
  }
  const supervisor = await family.environment.supervise({
    children: [family.child('a'), family.child('b', { stop, shutdownMs: 500 })],
  })

  const stopped = supervisor.stop()
  await clock.asked(500)
  clock.advance(500)
  const reason = await stopped

  expect(reason).toMatchObject({ kind: 'failure', error: { message: 'cannot be asked' } })
  expect(supervisor.children()[1]?.exit).toEqual({ kind: 'shutdown', forced: true })
  expect(family.taken()).toBe('init a, init b, shutdown a')
})

test('what a policy throws leaves no child alone', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({ children: family.children('ab') })
  const policy = (): never => {
    throw new Error('no plan')
  }

  const reason = await supervisor.stop({ policy })

  expect(reason).toMatchObject({ kind: 'failure', error: { message: 'no plan' } })
  expect(family.taken()).toBe('init a, init b, shutdown b, shutdown a')
})
