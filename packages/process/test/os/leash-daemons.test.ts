import { expect, test } from '@jest/globals'
import { pollUntil } from '@sim/core'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { testInCgroup } from './in-cgroup.ts'
import { isAlive, untilGone } from './is-alive.ts'
import { fixture } from './run-fixture.ts'

/** A host in a process of its own, whose process left a daemon. */
async function startHost(by: string, how: string) {
  const args = ['--conditions=@sim/source', fixture('hosts-a-daemon'), by, how]
  const child = spawn(process.execPath, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const pid = child.pid as number
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const report = JSON.parse(line) as { leash: number; pids: number[]; group?: string }
  const everyone = [pid, report.leash, ...report.pids]
  const endAll = () => everyone.filter(isAlive).forEach((one) => process.kill(one, 'SIGKILL'))
  return { pid, everyone, ...report, [Symbol.dispose]: endAll }
}

const untilRemoved = (path: string) =>
  pollUntil(
    () => existsSync(path),
    (exists) => !exists,
    { what: `${path} to be removed`, timeoutMs: 1_000 },
  )

test.each(['stays', 'freezes'])(
  'a marked daemon ends with a host that is killed (%s)',
  async (how) => {
    using host = await startHost('mark', how)
    const [self = 0, daemon = 0] = host.pids

    process.kill(host.pid, 'SIGKILL')

    await untilGone([self, daemon, host.leash])
  },
)

test.each(['exits', 'throws'])('a marked daemon ends with a host that %s', async (how) => {
  using host = await startHost('mark', how)
  const [self = 0, daemon = 0] = host.pids

  await untilGone([host.pid, self, daemon, host.leash])
})

for (const how of ['stays', 'freezes']) {
  testInCgroup(`a group ends with a host that is killed (${how})`, async () => {
    using host = await startHost('cgroup', how)
    const before = host.everyone.filter(isAlive)

    process.kill(host.pid, 'SIGKILL')

    await untilGone(host.everyone)
    await untilRemoved(host.group as string)
    expect(before).toEqual(host.everyone)
  })
}

for (const how of ['exits', 'throws']) {
  testInCgroup(`a group ends with a host that ${how}`, async () => {
    using host = await startHost('cgroup', how)

    await untilGone(host.everyone)
    await untilRemoved(host.group as string)
  })
}

test('a host that is killed while it starts a marked process leaves none of them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sim-process-'))
  const file = join(folder, 'pids')
  const started = () =>
    existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number) : []
  const args = ['--conditions=@sim/source', fixture('hosts-one-that-is-starting'), file]
  const host = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  using _cleanUp = {
    [Symbol.dispose]() {
      for (const pid of started().filter(isAlive)) process.kill(pid, 'SIGKILL')
      rmSync(folder, { recursive: true })
    },
  }
  await pollUntil(started, (pids) => pids.length > 10, { what: 'ten processes' })

  host.kill('SIGKILL')
  await once(host, 'exit')

  await pollUntil(
    () => started().filter(isAlive),
    (alive) => alive.length === 0,
    { what: 'the end of all', timeoutMs: 1_000 },
  )
})

test('what left the group is ended, also when its parent ends first and then the host', async () => {
  const args = ['--conditions=@sim/source', fixture('hosts-one-that-is-stopped')]
  const host = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const [line] = (await once(createInterface(host.stdout), 'line')) as [string]
  const pids = JSON.parse(line) as number[]
  using _cleanUp = {
    [Symbol.dispose]: () => pids.filter(isAlive).forEach((pid) => process.kill(pid, 'SIGKILL')),
  }

  await once(host, 'exit')

  await untilGone(pids)
  expect(pids).toHaveLength(5)
})
