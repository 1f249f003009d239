import { expect, test } from '@jest/globals'
import { FreezeController } from '@sim/freeze'
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { testInGroup } from './cgroups.ts'
import { fixture, sleep } from './running.ts'

const onLinux = process.platform === 'linux' ? test : test.skip
const controllerOf = (cgroup?: string) => () => new FreezeController({ mode: 'cgroup', cgroup })
const refused = (code: string) => expect.objectContaining({ code })

onLinux('a group must be there', () => {
  expect(controllerOf('/nowhere')).toThrow(refused('ERR_FREEZE_CGROUP_NOT_FOUND'))
  expect(controllerOf()).toThrow(refused('ERR_FREEZE_CGROUP_NOT_FOUND'))
})

onLinux('another folder is no group', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sim-freeze-'))
  for (const file of ['freeze', 'procs']) writeFileSync(join(folder, `cgroup.${file}`), '0')

  const make = controllerOf(folder)

  expect(make).toThrow(refused('ERR_FREEZE_CGROUP_NOT_V2'))
  rmSync(folder, { recursive: true })
})

testInGroup('the topmost group cannot be frozen', async ({ path }) => {
  let top = path
  const isRefused = () => {
    try {
      controllerOf(top)()
      return false
    } catch {
      return true
    }
  }
  while (!isRefused()) top = dirname(top)

  expect(controllerOf(top)).toThrow(refused('ERR_FREEZE_CGROUP_NOT_V2'))
})

testInGroup('a group of another user is refused', async ({ path }) => {
  await using host = await fixture('freezes-a-group-of-another-user', [path])

  expect(await host.line()).toBe('ERR_FREEZE_CGROUP_NOT_WRITABLE')
})

testInGroup(
  'a group that was removed meanwhile can neither be entered nor frozen, but thawed',
  async ({ path }) => {
    await using child = await sleep()
    const below = join(path, 'below')
    mkdirSync(below)
    const controller = controllerOf(below)()
    rmdirSync(below)

    const register = () => controller.register(child.pid)

    expect(register).toThrow(refused('ERR_FREEZE_CGROUP_NOT_FOUND'))
    expect(controller.members).toEqual([])
    expect(controller.forceUnfreeze()).toMatchObject({ epoch: 1 })
  },
)

testInGroup('who is in a group below is in it', async ({ path, read }) => {
  await using child = await sleep()
  const below = join(path, 'below')
  mkdirSync(below)
  controllerOf(below)().register(child.pid)
  const controller = controllerOf(path)()

  controller.register(child.pid)
  await controller.freezeAtEpoch(0)

  expect(read('events')).toContain('frozen 1')
  expect(read('procs')).toBe('')
  expect(controller.unfreeze().resumed.map(({ pid }) => pid)).toEqual([child.pid])
  process.kill(child.pid, 'SIGKILL')
})
