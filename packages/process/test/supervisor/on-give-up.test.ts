import { expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import type { ChildDeath } from '../../src/supervisor/child-death.ts'
import { quiet } from '../kernel/quiet.ts'
import { Family } from './family.ts'
import { WatchedClock } from './watched-clock.ts'

test('without restarts it gives up in the middle of anything', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    children: family.children('a'),
    intensity: 0,
  })
  const never = supervisor.startChild({
    id: 'never',
    start: () => new Promise<never>(() => undefined),
  })
  const refused = never.catch((error: unknown) => error)
  await quiet()

  await family.end('a')
  await supervisor.exited

  expect(await refused).toMatchObject({ code: 'ERR_PROCESS_STOPPING' })
  expect(supervisor.firstCause).toMatchObject({ child: 'a' })
})

test('who is told of the end of its patience stops it, when and how that one likes', async () => {
  await using family = new Family()
  const told: ChildDeath[] = []
  const supervisor = await family.environment.supervise({
    children: family.children('abc'),
    intensity: 0,
    onGiveUp: (death) => told.push(death),
  })
  family.taken()
  await family.end('b')
  await quiet()
  const left = family.taken()
  await family.end('c')
  await quiet()

  const late = supervisor.startChild(family.child('d'))
  const again = supervisor.restartChild('b')
  await expect(late).rejects.toMatchObject({ code: 'ERR_PROCESS_STOPPING' })
  await expect(again).rejects.toMatchObject({ code: 'ERR_PROCESS_STOPPING' })
  const stopped = await supervisor.stopChild('a')
  await supervisor.stop({ why: 'shutdown' })

  expect(left).toBe('failed b')
  expect(told).toEqual([supervisor.firstCause])
  expect(told[0]).toMatchObject({ child: 'b' })
  expect(family.taken()).toBe('failed c, shutdown a')
  expect(stopped).toEqual({ kind: 'shutdown' })
  expect(supervisor.gaveUp).toMatchObject({ code: 'ERR_RESTART_INTENSITY', child: 'b' })
})

test('who waits to be restarted waits no more when it has given up', async () => {
  const clock = new WatchedClock()
  await using family = new Family(clock)
  const told: ChildDeath[] = []
  const supervisor = await family.environment.supervise({
    children: family.children('abc'),
    backoffMs: () => 100,
    onGiveUp: (death) => told.push(death),
  })
  await family.end('a')
  await clock.asked(100)
  const before = supervisor.children().map(({ state }) => state)

  await family.end('b')
  await quiet()

  expect(before).toEqual(['restarting', 'running', 'running'])
  expect(supervisor.children().map(({ state }) => state)).toEqual(['exited', 'exited', 'running'])
  expect(told).toMatchObject([{ child: 'a' }])
  expect(clock.waiting).not.toContain(100)
})

test('who is being restarted on request stays stopped when it has given up meanwhile', async () => {
  await using family = new Family()
  const gate = Promise.withResolvers<void>()
  const supervisor = await family.environment.supervise({
    intensity: 0,
    onGiveUp: () => undefined,
    children: [
      family.child('a'),
      {
        id: 'slow',
        shutdownMs: 'infinity',
        start: (spawner) =>
          spawner.spawn((self) => self.mailbox.receive().catch(() => gate.promise)),
      },
    ],
  })
  const again = supervisor.restartChild('slow')
  await quiet()

  await family.end('a')
  gate.resolve()

  await expect(again).rejects.toMatchObject({ code: 'ERR_PROCESS_STOPPING' })
  expect(supervisor.children()[1]).toMatchObject({ state: 'exited', restarts: 0 })
})

const fixture = join(import.meta.dirname, 'fixtures', 'throws-on-giving-up.ts')

test('who throws on being told that it has given up does not keep it from stopping its children', async () => {
  const run = promisify(execFile)

  const { stdout } = await run(process.execPath, ['--conditions=@sim/source', fixture])

  expect(JSON.parse(stdout)).toEqual({
    kind: 'shutdown',
    left: 0,
    unhandled: ['Error: nobody listens'],
  })
})
