import { expect, jest, test } from '@jest/globals'
import { FreezeController, identify, kernelPort, type FreezeOutcome } from '@sim/freeze'
import { setImmediate } from 'node:timers/promises'
import { treeMembers } from '../src/tree-members.ts'
import { areRunning, areStopped } from './kernel.ts'
import { run, sh, type Running } from './running.ts'

jest.setTimeout(60_000)

const membersOf = ({ pid }: Running): number[] =>
  treeMembers(kernelPort(), [identify(pid)]).processes.map((member) => member.pid)

test('twenty freezes at a time against thaws: the frozen are stopped, and in the end all run', async () => {
  await using sleeping = await run('sleep', ['1000'])
  await using shell = await sh('sleep 1000 & sleep 1000 & echo $!; wait')
  await shell.pids()
  const pids = [sleeping, shell].flatMap(membersOf)
  const seen: boolean[] = []
  const controller = new FreezeController({
    mode: 'process',
    stopTimeoutMs: 20_000,
    onEvent: ({ type }) => type === 'frozen' && seen.push(areStopped(...pids)),
  })
  controller.register(sleeping.pid)
  controller.register(shell.pid)
  const outcomes: Promise<FreezeOutcome>[] = []

  for (let round = 0; round < 20; round += 1) {
    for (let caller = 0; caller < 20; caller += 1) {
      const epoch = Math.max(0, controller.epoch - Number(caller % 5 === 0))
      outcomes.push(controller.freezeAtEpoch(epoch))
      if (caller % 7 === round % 7) controller.unfreeze()
    }
    for (let turns = 0; turns < round % 5; turns += 1) await setImmediate()
  }
  outcomes.push(controller.freezeAtEpoch(controller.epoch))
  await outcomes.at(-1)
  const lastSeen = areStopped(...pids)
  controller.unfreeze()
  const all = new Set(await Promise.all(outcomes))

  expect(all).toContain('frozen')
  expect(all).toContain('superseded')
  expect(all.size).toBe(2)
  expect(lastSeen).toBe(true)
  expect(seen).toEqual(seen.map(() => true))
  expect(areRunning(...pids)).toBe(true)
  expect(controller.state).toBe('running')
})

test.each([
  ['a shell that starts one program after the other', 'while :; do /bin/true; done'],
  ['a shell that leaves orphans', 'while :; do (/bin/true & /bin/true &); /bin/true; done'],
])(
  '%s is frozen as a whole, again and again',
  async (_, script) => {
    await using shell = await sh(`echo go; ${script}`)
    await shell.line()
    const controller = new FreezeController({ mode: 'process', stopTimeoutMs: 20_000 })
    controller.register(shell.pid)
    const seen: boolean[] = []

    for (let round = 0; round < 50; round += 1) {
      const outcome = await controller.freezeAtEpoch(controller.epoch)
      seen.push(outcome === 'frozen' && areStopped(...membersOf(shell)))
      controller.unfreeze()
      await setImmediate()
    }

    expect(seen).toEqual(Array.from({ length: 50 }, () => true))
  },
  60_000,
)
