import { expect, jest, test } from '@jest/globals'
import { Leash } from '@sim/process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { isAlive, untilGone, untilStopped } from './is-alive.ts'
import { fixture, runFixture } from './run-fixture.ts'

interface Report {
  readonly leash?: number
  readonly pids: readonly number[]
  readonly stopped?: number
}

/** A host in a process of its own, started by bare Node: nothing but its own leash ends what it starts. */
async function startHost(name: string, ...args: string[]) {
  const child = spawn(process.execPath, ['--conditions=@sim/source', fixture(name), ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const pid = child.pid as number
  const exited = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const { leash = pid, pids, stopped = pid } = JSON.parse(line) as Report
  const everyone = [pid, leash, ...pids]
  const endAll = () => everyone.filter(isAlive).forEach((one) => process.kill(one, 'SIGKILL'))
  return { pid, leash, pids, stopped, everyone, exited, [Symbol.dispose]: endAll }
}

test('a host that is killed takes its whole family with it, a stopped member too', async () => {
  using host = await startHost('hosts-a-family', 'stays')
  await untilStopped(host.stopped)
  const before = host.everyone.filter(isAlive)

  process.kill(host.pid, 'SIGKILL')

  await untilGone(host.everyone)
  expect(before).toEqual(host.everyone)
  expect(host.pids).toHaveLength(6)
})

test.each([
  ['exits', 0],
  ['throws', 1],
])('a host that %s leaves nothing of its family', async (how, code) => {
  using host = await startHost('hosts-a-family', how)

  const [exitCode] = await host.exited

  await untilGone(host.everyone)
  expect(exitCode).toBe(code)
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s to a host and its group ends the family as well',
  async (signal) => {
    using host = await startHost('hosts-a-family', 'stays')

    process.kill(-host.pid, signal)

    await untilGone(host.everyone)
    expect(await host.exited).toEqual([null, signal])
  },
)

test('the leash itself cannot be asked to end', async () => {
  using host = await startHost('hosts-a-family', 'stays')
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) process.kill(host.leash, signal)

  process.kill(host.pid, 'SIGKILL')

  await untilGone(host.everyone)
})

test('the end of one host does not disturb another', async () => {
  using one = await startHost('hosts-a-family', 'stays')
  using other = await startHost('hosts-a-family', 'stays')

  process.kill(one.pid, 'SIGKILL')
  await untilGone(one.everyone)

  expect(other.everyone.filter(isAlive)).toEqual(other.everyone)
})

test('a leash keeps no host running and ends with it', async () => {
  using host = await startHost('hosts-nobody-any-more')

  expect(await host.exited).toEqual([0, null])
  await untilGone(host.everyone)
})

test('a leash that was killed is replaced by the next spawn, with all that it held', async () => {
  using host = await startHost('hosts-two-and-loses-its-leash')

  process.kill(host.pid, 'SIGKILL')

  await untilGone(host.everyone)
})

test('without a shell processes run all the same, and end when the host exits', async () => {
  using host = await startHost('hosts-one-without-a-leash')

  expect(await host.exited).toEqual([0, null])
  await untilGone(host.pids)
})

test.each(['/nowhere/sh', '/bin/true/sh', '/etc/passwd'])(
  '%s makes no leash and no failure',
  async (shell) => {
    await using child = await runFixture('runs-forever')
    const leash = new Leash({ shell })

    using _held = leash.hold(child.process.pid)

    expect(leash.active).toBe(false)
    expect(leash.pid).toBeUndefined()
  },
)

test('a leash starts with its first process and ends when it was idle', async () => {
  await using child = await runFixture('runs-forever')
  const leash = new Leash({ idleMs: 0 })
  const before = leash.active

  const held = leash.hold(child.process.pid)
  const pid = leash.pid as number
  const during = leash.active
  held[Symbol.dispose]()
  held[Symbol.dispose]()
  await untilGone([pid])

  expect([before, during, leash.active]).toEqual([false, true, false])
  expect(await child.process.stop()).toEqual({ kind: 'shutdown', signal: 'SIGTERM' })
})

test('a leash has a session of its own, so that no terminal reaches it', async () => {
  await using child = await runFixture('runs-forever')
  const leash = new Leash({ idleMs: 0 })

  using _held = leash.hold(child.process.pid)
  const stat = await readFile(`/proc/${leash.pid}/stat`, 'utf8')

  const [, , group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  expect([group, session]).toEqual([`${leash.pid}`, `${leash.pid}`])
})

test('a leash that is needed again in time goes on', async () => {
  await using child = await runFixture('runs-forever')
  await using other = await runFixture('runs-forever')
  const leash = new Leash({ idleMs: 0 })
  leash.hold(child.process.pid)[Symbol.dispose]()
  const { pid } = leash

  using _held = leash.hold(other.process.pid)
  await other.process.stop()

  expect(leash.pid).toBe(pid)
  expect(isAlive(pid as number)).toBe(true)
})

test('letting go twice does not let go of who took the number over', async () => {
  await using child = await runFixture('runs-forever')
  await using bystander = await runFixture('runs-forever')
  const leash = new Leash({ idleMs: 0 })
  const first = leash.hold(child.process.pid)
  first[Symbol.dispose]()
  using _second = leash.hold(child.process.pid)
  const { pid } = leash

  first[Symbol.dispose]()
  await bystander.process.stop()

  expect(leash.pid).toBe(pid)
  expect(isAlive(pid as number)).toBe(true)
})

test('every copy of this package shares one leash', () => {
  const copies: (typeof Leash)[] = []

  jest.isolateModules(() => copies.push((require('@sim/process') as { Leash: typeof Leash }).Leash))

  expect(copies[0]).not.toBe(Leash)
  expect(copies[0]?.shared).toBe(Leash.shared)
})

test.each([0, 1, -1, Number.NaN])('%d is not taken', (pid) => {
  // Without a shell, so that nobody acts on it if it is taken after all.
  const leash = new Leash({ shell: '/nowhere/sh' })

  expect(() => leash.hold(pid)).toThrow(expect.objectContaining({ code: 'ERR_PID' }))
})
