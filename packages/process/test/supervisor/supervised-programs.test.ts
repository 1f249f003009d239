import { Log, waitFor } from '@sim/core'
import { expect, test } from '@jest/globals'
import { rootCause, type OsBody, type OutputLine, type ProcessHandle } from '@sim/process'
import process from 'node:process'
import type { ChildSpec } from '../../src/supervisor/supervisor-spec.ts'
import { isAlive } from '../os/is-alive.ts'
import { fixture } from '../os/run-fixture.ts'
import { Family } from './family.ts'

/** Programs of `fixtures/` as children, and what they wrote. */
class Programs {
  readonly lines = new Log<OutputLine>()

  child(id: string, name: string, env: Readonly<Record<string, string>> = {}): ChildSpec {
    return {
      id,
      start: async (spawner) => {
        const before = this.lines.appended
        const handle = await spawner.spawnOs({
          command: process.execPath,
          args: [fixture(name)],
          env,
          name: id,
          onOutput: (line) => this.lines.append(line),
        })
        const what = `the first line of ${name}`
        await waitFor(this.lines, () => this.lines.appended > before, { what, timeoutMs: 15_000 })
        return handle
      },
    }
  }
}

const osPid = (handle: ProcessHandle): number => (handle.body as OsBody).osPid

test('SV-09: a program is restarted with its own environment, under its name', async () => {
  await using family = new Family()
  const programs = new Programs()
  const supervisor = await family.environment.supervise({
    children: [programs.child('tells', 'says-how-it-was-started', { Hello: 'world' })],
    intensity: 2,
  })

  await family.restarts(1)
  await supervisor.stop()

  const told = programs.lines.entries().map(({ text }) => JSON.parse(text) as { env: object })
  expect(told.length).toBeGreaterThanOrEqual(2)
  expect(told[1]).toEqual(told[0])
  expect(told[0]?.env).toEqual({ Hello: 'world' })
})

test('a program that ignores the request is killed at its deadline, with its siblings in order', async () => {
  await using family = new Family()
  const programs = new Programs()
  const supervisor = await family.environment.supervise({
    children: [
      programs.child('polite', 'exits-with-0-on-sigterm'),
      { ...programs.child('deaf', 'ignores-sigterm'), shutdownMs: 200 },
    ],
  })
  const pids = ['polite', 'deaf'].map((id) => osPid(family.get(id)))

  await supervisor.stop({ why: 'spindown' })

  expect(supervisor.children().map(({ exit }) => exit)).toEqual([
    { kind: 'shutdown', why: 'spindown', code: 0 },
    { kind: 'shutdown', why: 'spindown', forced: true, signal: 'SIGKILL' },
  ])
  expect(pids.map((pid) => isAlive(pid))).toEqual([false, false])
})

test('LA-06: a program that is not to be asked is killed straight away', async () => {
  await using family = new Family()
  const programs = new Programs()
  const supervisor = await family.environment.supervise({
    children: [programs.child('runtime', 'exits-with-0-on-sigterm')],
  })

  await supervisor.stop({ policy: () => ({ deadlineMs: 'kill' }) })

  const [runtime] = supervisor.children()
  expect(runtime?.exit).toEqual({ kind: 'killed', by: supervisor.pid, signal: 'SIGKILL' })
})

test('an environment of Lambda: runtime first, then extensions together; the first cause wins', async () => {
  await using family = new Family()
  const programs = new Programs()
  const extensions: ChildSpec = {
    id: 'extensions',
    start: (spawner) =>
      spawner.supervise({
        strategy: 'one_for_all',
        intensity: 0,
        stopOrder: 'together',
        children: ['otel', 'logs'].map((id) => programs.child(id, 'exits-with-0-on-sigterm')),
      }),
  }
  const supervisor = await family.environment.supervise({
    strategy: 'one_for_all',
    intensity: 0,
    children: [extensions, programs.child('runtime', 'runs-forever')],
  })

  process.kill(osPid(family.get('logs')), 'SIGKILL')
  const reason = await supervisor.exited

  expect(supervisor.firstCause).toMatchObject({ child: 'extensions' })
  expect(rootCause(reason)).toEqual({ kind: 'failure', signal: 'SIGKILL' })
  const exits = family.events.entries().filter((event) => event.type === 'exited')
  expect(exits.map(({ names }) => names[0])).toEqual([
    'logs',
    'otel',
    undefined,
    'runtime',
    undefined,
  ])
})

test('a policy reaches the children of a child', async () => {
  await using family = new Family()
  const programs = new Programs()
  const supervisor = await family.environment.supervise({
    children: [
      {
        id: 'inner',
        start: (spawner) =>
          spawner.supervise({ children: [programs.child('deaf', 'ignores-sigterm')] }),
      },
    ],
  })
  const deaf = family.get('deaf')

  await supervisor.stop({ policy: () => ({ policy: () => ({ deadlineMs: 'kill' }) }) })

  expect(await deaf.exited).toMatchObject({ kind: 'killed', signal: 'SIGKILL' })
})

test('a killed supervisor takes its programs along', async () => {
  await using family = new Family()
  const programs = new Programs()
  const supervisor = await family.environment.supervise({
    children: [programs.child('deaf', 'ignores-sigterm')],
  })
  const pid = osPid(family.get('deaf'))

  await supervisor.kill()

  expect(isAlive(pid)).toBe(false)
})
