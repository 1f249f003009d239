import { expect, test } from '@jest/globals'
import { OsProcess, type SpawnError, type SpawnOptions } from '@sim/process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { Cgroup } from '../../src/os/cgroup.ts'
import { Leash } from '../../src/os/leash.ts'
import { testInCgroup } from './in-cgroup.ts'
import { untilGone } from './is-alive.ts'
import { runFixture } from './run-fixture.ts'

const env = { PATH: '/bin:/usr/bin' }
const groupOf = (pid: number) => readFileSync(`/proc/${pid}/cgroup`, 'utf8')
const nameOf = ({ path }: Cgroup) => path.slice(path.lastIndexOf('/') + 1)

const failure = async (group: Cgroup, options: Partial<SpawnOptions>): Promise<SpawnError> => {
  const all = { name: 'it', command: 'sleep', args: ['1000'], env, cgroup: group.path, ...options }
  return (await OsProcess.spawn(all).catch((error: unknown) => error)) as SpawnError
}

testInCgroup('a process is in its group before it executes its command', async (group) => {
  await using child = await runFixture('says-its-cgroup', [], { cgroup: group.path })

  expect(await child.firstLine()).toContain(nameOf(group))
  expect(group.members).toContain(child.process.pid)
})

testInCgroup(
  'in a group, arguments, environment, folder and input arrive as they are',
  async (group) => {
    const strange = {
      A: '1',
      EMPTY: '',
      'with.dot': 'x',
      PWD: '/elsewhere',
      LINES: 'a\nb',
      '-x': '=',
    }

    await using child = await runFixture(
      'says-how-it-was-started',
      ['a b', '', '$HOME', '-i', 'A=2'],
      {
        cgroup: group.path,
        cwd: '/tmp',
        env: strange,
      },
    )

    expect(JSON.parse(await child.firstLine())).toEqual({
      env: strange,
      args: ['a b', '', '$HOME', '-i', 'A=2'],
      cwd: '/tmp',
    })
  },
)

testInCgroup('in a group, the process has no more open than outside', async (group) => {
  const said: string[] = []
  const list = (cgroup?: string) =>
    OsProcess.spawn({
      name: 'ls',
      command: 'ls',
      args: ['/proc/self/fd'],
      env,
      cgroup,
      onOutput: ({ text }) => said.push(text),
    })

  await (
    await list(group.path)
  ).exited
  const inside = said.splice(0)
  await (
    await list()
  ).exited

  expect(inside).toEqual(said)
})

testInCgroup('in a group, the exit and the output are those of the command', async (group) => {
  await using child = await runFixture('writes-to-both-streams', [], { cgroup: group.path })
  await using other = await runFixture('exits-with-3', [], { cgroup: group.path })

  expect(await other.process.exited).toEqual({ kind: 'failure', code: 3 })
  await child.process.exited
  expect(child.lines.size).toBeGreaterThan(0)
})

testInCgroup(
  'what cannot be started is told as without a group, and nothing is left',
  async (group) => {
    const folder = mkdtempSync(join(tmpdir(), 'sim-process-'))
    const script = join(folder, 'script')
    writeFileSync(script, '#!/nowhere/sh\n', { mode: 0o755 })
    const cases = [
      { command: 'no-such-command' },
      { command: '' },
      { command: '/nowhere/at/all' },
      { command: '/etc/passwd' },
      { command: '/tmp' },
      { command: script },
      { cwd: '/nowhere' },
      { command: 'sleep', env: { PATH: '/nowhere' } },
    ]

    const inside = await Promise.all(cases.map((options) => failure(group, options)))
    const outside = await Promise.all(
      cases.map((options) => failure(group, { ...options, cgroup: undefined })),
    )

    expect(inside.map(({ code }) => code)).toEqual(cases.map(() => 'ERR_SPAWN'))
    // Node takes an empty command for a fault of its caller's.
    const told = ({ command, errno }: SpawnError) => (command === '' ? '' : errno)
    expect(inside.map(told)).toEqual(outside.map(told))
    expect(group.members).toEqual([])
    rmSync(folder, { recursive: true })
  },
)

testInCgroup(
  'a command with an equals sign, and a group that is gone, are refused',
  async (group) => {
    const [strange, gone] = await Promise.all([
      failure(group, { command: '/tmp/a=b' }),
      failure(group, { cgroup: `${group.path}/nowhere` }),
    ])

    expect(strange).toMatchObject({ code: 'ERR_SPAWN', errno: 'EINVAL' })
    expect(gone).toMatchObject({ code: 'ERR_SPAWN', errno: 'ENOENT' })
  },
)

testInCgroup('a group that may hold nobody is told, and nothing is left', async (group) => {
  const [threaded, invalid] = ['threaded', 'invalid'].map((name) => `${group.path}/${name}`)
  mkdirSync(threaded as string)
  writeFileSync(`${threaded}/cgroup.type`, 'threaded')
  mkdirSync(invalid as string)

  const error = await failure(group, { cgroup: invalid })

  expect(error.message).toMatch(/could not enter the control group .*invalid$/)
  expect(error).toMatchObject({ code: 'ERR_SPAWN', errno: undefined })
})

testInCgroup('a group that was removed is let go of', async () => {
  const leash = new Leash({ idleMs: 0 })
  const group = Cgroup.create({ leash })
  const pid = leash.pid as number

  await group.remove()

  await untilGone([pid])
  expect(leash.active).toBe(false)
})

testInCgroup('a start into a frozen group can be called off', async (group) => {
  writeFileSync(`${group.path}/cgroup.freeze`, '1')
  const abort = new AbortController()

  const starting = failure(group, { signal: abort.signal })
  while (group.members.length === 0) await new Promise(setImmediate)
  abort.abort(new Error('enough'))

  expect((await starting).message).toBe('enough')
  await untilGone(group.members)
})

testInCgroup(
  'everyone in a group is ended, also frozen daemons, and the group is removed',
  async (group) => {
    await using child = await runFixture('leaves-a-daemon', [], { cgroup: group.path, env })
    const pids = JSON.parse(await child.firstLine()) as number[]
    mkdirSync(`${group.path}/below`)
    writeFileSync(`${group.path}/below/cgroup.procs`, String(pids[1]))
    writeFileSync(`${group.path}/cgroup.freeze`, '1')
    const before = [...group.members].sort()

    await group.kill()
    const after = group.members
    await group.remove()
    await group.remove()

    expect(before).toEqual(pids.sort())
    expect(after).toEqual([])
    await untilGone(pids)
    expect(existsSync(group.path)).toBe(false)
    expect(group.members).toEqual([])
    await group.kill()
  },
)

testInCgroup('the host is in no group of its own making', async (group) => {
  expect(groupOf(process.pid)).not.toContain(nameOf(group))
})

testInCgroup('a wait for the end of a group can be called off', async (group) => {
  const signal = AbortSignal.abort(new Error('enough'))

  await expect(group.kill({ signal })).rejects.toThrow('enough')
  await expect(group.remove({ signal })).rejects.toThrow('enough')
  await group.remove()

  expect(existsSync(group.path)).toBe(false)
})

test.each([
  ['a folder that is not there', '/nowhere'],
  ['a folder that is no control group', tmpdir()],
  ['a path with white space', '/a b'],
])('in %s there can be no group', (_, parent) => {
  const create = () => Cgroup.create({ parent })

  expect(create).toThrow(expect.objectContaining({ code: 'ERR_CGROUP_UNAVAILABLE' }))
})
