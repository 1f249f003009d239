import { expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { startTimeOf } from '../../src/os/process-tree.ts'
import { testInCgroup } from './in-cgroup.ts'
import { isAlive, untilGone } from './is-alive.ts'
import { runFixture } from './run-fixture.ts'
import { rehearse, runLeash, shells } from './run-leash.ts'

const env = { PATH: '/bin:/usr/bin' }
const born = startTimeOf(process.pid) as string
const newMark = () => `SIM_MARK=2026/11/20[$LATEST]${randomUUID()}`

test.each(shells)('%s: whoever has a mark is ended, and nobody else', async (shell) => {
  const [mark, other] = [newMark(), newMark()]
  await using marked = await runFixture('leaves-a-daemon', [], { env: { ...env, A: 'x\ny' }, mark })
  await using stranger = await runFixture('leaves-a-daemon', [], { env, mark: other })
  const [self, daemon, bare] = JSON.parse(await marked.firstLine()) as [number, number, number]
  const [alien, ofAlien, last] = JSON.parse(await stranger.firstLine()) as [number, number, number]
  using _cleanUp = {
    [Symbol.dispose]: () =>
      [daemon, bare, ofAlien, last].filter(isAlive).forEach((pid) => process.kill(pid, 'SIGKILL')),
  }

  await runLeash(shell, [`+ ${mark} ${born}`, `+ ${other} ${born}`, `- ${other}`])

  await untilGone([self, daemon])
  expect([bare, alien, ofAlien, last].map(isAlive)).toEqual([true, true, true, true])
})

test.each(shells)('%s: whoever was there before a mark is spared', async (shell) => {
  const mark = newMark()
  await using child = await runFixture('runs-forever', [], { env, mark })
  const later = Number(startTimeOf(child.process.pid)) + 1

  await runLeash(shell, [`+ ${mark} ${later}`])

  expect(isAlive(child.process.pid)).toBe(true)
})

test.each(shells)(
  '%s: one that leads no group is ended if it is the one that is meant',
  async (shell) => {
    await using child = await runFixture('has-a-family')
    const [, inGroup = 0, , , other = 0] = JSON.parse(await child.firstLine()) as number[]
    const before = [inGroup, other].map(isAlive)

    await runLeash(shell, [
      `+ @${inGroup} ${startTimeOf(inGroup)}`,
      `+ @${other} 1`,
      `+ @${other} -`,
    ])

    await untilGone([inGroup])
    expect(before).toEqual([true, true])
    expect([child.process.pid, other].map(isAlive)).toEqual([true, true])
  },
)

test.each(shells)('%s: what is no group and no mark is not touched', async (shell) => {
  const folder = mkdtempSync(join(tmpdir(), 'sim-process-'))
  const inner = join(folder, 'sim-inner')
  mkdirSync(inner)
  writeFileSync(join(folder, 'cgroup.kill'), '')

  const deeds = await rehearse(shell, [
    `+ ${folder} -`,
    `+ ${inner} -`,
    `+ ${inner}/ -`,
    `+ ${inner}/../sim-inner -`,
    '+ /nowhere/sim-group -',
    `+ ${newMark()} -`,
    `+ ${newMark()} `,
    '+ =x 5',
    '+ @1 5',
    '+ @0 5',
    '+ @-1 5',
    '+ @ 5',
    '+ @1073741824 5',
    `- ${newMark()}`,
    '- /nowhere',
  ])

  expect(deeds).toEqual([])
  expect(readdirSync(folder)).toEqual(['cgroup.kill', 'sim-inner'])
  expect(readdirSync(inner)).toEqual([])
  expect(readFileSync(join(folder, 'cgroup.kill'), 'utf8')).toBe('')
  rmSync(folder, { recursive: true })
})

for (const shell of shells) {
  testInCgroup(
    `${shell}: a group is ended and removed with those below it, frozen or not`,
    async (group) => {
      await using child = await runFixture('leaves-a-daemon', [], { env, cgroup: group.path })
      const pids = JSON.parse(await child.firstLine()) as number[]
      mkdirSync(`${group.path}/below`)
      mkdirSync(`${group.path}/below/that`)
      writeFileSync(`${group.path}/below/that/cgroup.procs`, String(pids[1]))
      writeFileSync(`${group.path}/cgroup.freeze`, '1')

      await runLeash(shell, [`+ ${group.path} -`])

      await untilGone(pids)
      expect(existsSync(group.path)).toBe(false)
    },
  )

  testInCgroup(`${shell}: a group that is let go of is left alone`, async (group) => {
    await using child = await runFixture('runs-forever', [], { env, cgroup: group.path })

    await runLeash(shell, [`+ ${group.path} -`, `+ 1073741824 -`, `- ${group.path}`])

    expect(isAlive(child.process.pid)).toBe(true)
    expect(existsSync(group.path)).toBe(true)
  })
}
