import { expect, test } from '@jest/globals'
import type { ExitReason } from '@sim/process'
import type { ChildSpec } from '../../src/supervisor/supervisor-spec.ts'
import { FakeBody } from '../kernel/fake-body.ts'
import { quiet } from '../kernel/quiet.ts'
import { Family } from './family.ts'
import { WatchedClock } from './watched-clock.ts'

/** A child that does not care whether it is asked to stop. */
function deaf(id: string, options: Partial<ChildSpec> = {}): ChildSpec {
  return { id, start: (spawner) => spawner.start(FakeBody.start), ...options }
}

/** A child that cannot be ended. */
function undying(id: string): ChildSpec {
  return {
    id,
    start: (spawner) =>
      spawner.start((host) => {
        const body = new FakeBody(host)
        body.onKill = () => Promise.reject(Object.assign(new Error(id), { code: 'ERR_UNKILLABLE' }))
        return body
      }),
  }
}

test('who cannot be ended is told of and left behind', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    children: [family.child('a'), { ...undying('u'), shutdownMs: 'kill' }, family.child('b')],
  })
  const pid = supervisor.children()[1]?.handle?.pid
  family.taken()

  const reason = await supervisor.stop()

  expect(reason).toEqual({ kind: 'shutdown' })
  expect(family.taken()).toBe('shutdown b, shutdown a')
  const told = family.events.entries().filter(({ type }) => type === 'unkillable')
  expect(told).toMatchObject([{ pid, error: { message: 'u' } }])
  expect(family.environment.list().map((info) => info.pid)).toEqual([pid])
})

test('at its own deadline a supervisor kills everyone at once', async () => {
  const clock = new WatchedClock()
  await using family = new Family(clock)
  const supervisor = await family.environment.supervise({
    children: [family.child('a'), deaf('b', { shutdownMs: 'infinity' })],
  })

  const stopped = supervisor.stop({ deadlineMs: 400, why: 'spindown' })
  await clock.asked(400)
  clock.advance(400)
  const reason = await stopped

  const forced: ExitReason = { kind: 'shutdown', why: 'spindown', forced: true }
  expect(reason).toEqual(forced)
  expect(supervisor.children().map(({ exit }) => exit)).toEqual([
    { kind: 'linked', from: supervisor.pid, cause: forced },
    { ...forced, signal: 'SIGKILL' },
  ])
  expect(family.taken()).toBe('init a')
})

test('a killed supervisor leaves none of its children, not even one that traps exits', async () => {
  await using family = new Family()
  const traps: ChildSpec = {
    id: 'traps',
    start: (spawner) => spawner.spawn(() => new Promise(() => undefined), { trapExit: true }),
  }
  const elsewhere: ChildSpec = {
    id: 'b',
    start: () =>
      family.environment.spawn((self) => {
        self.defer(() => quiet())
        return self.mailbox.receive()
      }),
  }
  const inner: ChildSpec = {
    id: 'inner',
    start: (spawner) => spawner.supervise({ children: family.children('c') }),
  }
  const supervisor = await family.environment.supervise({
    children: [family.child('a'), traps, elsewhere, inner],
  })
  const pids = supervisor.children().map(({ handle }) => handle?.pid)

  const reason = await supervisor.kill({ why: 'test' })

  expect(reason).toEqual({ kind: 'killed', why: 'test' })
  expect(family.environment.list()).toEqual([])
  expect(supervisor.children().map(({ exit }) => exit)).toEqual(
    pids.map(() => ({ kind: 'linked', from: supervisor.pid, cause: reason })),
  )
  expect(family.taken()).toBe('init a, init c')
})

test('a supervisor with a child that cannot be killed says so', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    children: [undying('u'), family.child('a')],
  })

  const killed = supervisor.kill()

  await expect(killed).rejects.toMatchObject({ code: 'ERR_UNKILLABLE', message: 'u' })
  expect(await supervisor.exited).toEqual({ kind: 'killed' })
  expect(family.environment.whereis('a')).toBeUndefined()
})

test('a kill in the middle of a stop ends it', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    children: [family.child('a'), deaf('b', { shutdownMs: 'infinity' })],
  })
  const stopped = supervisor.stop()

  await supervisor.kill()

  expect(await stopped).toEqual({ kind: 'shutdown', forced: true })
  expect(family.environment.size).toBe(0)
})
