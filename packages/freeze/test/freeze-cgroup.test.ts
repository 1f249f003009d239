import { expect } from '@jest/globals'
import { FreezeController, type FreezeEvent } from '@sim/freeze'
import { setImmediate } from 'node:timers/promises'
import process from 'node:process'
import { testInGroup, type TestGroup } from './cgroups.ts'
import { untilOrphaned, untilState } from './kernel.ts'
import { fixture, run, sh, sleep, type Running } from './running.ts'

const isFrozen = (group: TestGroup) => group.read('events').includes('frozen 1')

function controllerOf({ path }: TestGroup, ...registered: Running[]) {
  const events: FreezeEvent[] = []
  const late = Promise.withResolvers<FreezeEvent>()
  const controller = new FreezeController({
    mode: 'cgroup',
    cgroup: path,
    stopTimeoutMs: 20_000,
    onEvent: (event) => {
      events.push(event)
      if (event.type === 'stopped-late-registration') late.resolve(event)
    },
  })
  for (const { pid } of registered) controller.register(pid)
  return { controller, events, late: late.promise }
}

testInGroup(
  'whoever is registered is moved in, and stands still, as the kernel says',
  async (group) => {
    await using workers = await fixture('has-workers')
    await using shell = await sh('sleep 1000 & echo $!; wait')
    const pids = [workers, shell].map(({ pid }) => pid)
    const family = [...pids, ...(await workers.pids()), ...(await shell.pids())]
    const { controller, events } = controllerOf(group, workers, shell)

    const outcome = await controller.freezeAtEpoch(0)
    const wasFrozen = isFrozen(group)
    const report = controller.unfreeze()

    expect(outcome).toBe('frozen')
    expect(wasFrozen).toBe(true)
    expect(isFrozen(group)).toBe(false)
    expect(group.pids().sort()).toEqual(family.sort())
    expect(report.resumed.map(({ pid }) => pid).sort()).toEqual(family.sort())
    expect(report).toMatchObject({ epoch: 1, gone: [], failures: [] })
    expect(events.map(({ type }) => type)).toEqual(['frozen', 'thawed'])
    expect(events[0]).toMatchObject({
      epoch: 0,
      verified: true,
      pids: expect.arrayContaining(family),
    })
  },
)

testInGroup(
  'one that left its parent, its group and its session is stopped all the same',
  async (group) => {
    await using child = await fixture('leaves-a-daemon')
    await child.line()
    const { controller } = controllerOf(group, child)
    process.kill(child.pid, 'SIGUSR1')
    const [daemon = 0] = await child.pids()
    await untilOrphaned(daemon, child.pid)

    await controller.freezeAtEpoch(0)
    const wasFrozen = isFrozen(group)

    expect(group.pids()).toContain(daemon)
    expect(wasFrozen).toBe(true)
  },
)

testInGroup('who registers while the others are frozen is stopped with its tree', async (group) => {
  await using early = await sleep()
  await using late = await fixture('has-workers')
  const [ofLate = 0] = await late.pids()
  const { controller, late: told } = controllerOf(group, early)
  await controller.freezeAtEpoch(0)

  controller.register(late.pid)
  const event = await told

  expect(event).toMatchObject({ pids: [late.pid, ofLate], epoch: 0 })
  expect(isFrozen(group)).toBe(true)
  expect(controller.isFrozen).toBe(true)
  controller.unfreeze()
  expect(isFrozen(group)).toBe(false)
})

testInGroup(
  'who is unregistered while frozen is moved out and runs, the others do not',
  async (group) => {
    await using kept = await sleep()
    await using leaving = await sh(
      'trap "echo heard" USR1; sleep 1000 & echo $!; while :; do wait; done',
    )
    const [ofLeaving = 0] = await leaving.pids()
    const { controller } = controllerOf(group, kept, leaving)
    await controller.freezeAtEpoch(0)

    controller.unregister(leaving.pid)
    process.kill(leaving.pid, 'SIGUSR1')

    expect(await leaving.line()).toBe('heard')
    expect(group.pids()).toEqual([kept.pid])
    expect(group.pids()).not.toContain(ofLeaving)
    expect(isFrozen(group)).toBe(true)
    expect(controller.unfreeze().resumed.map(({ pid }) => pid)).toEqual([kept.pid])
  },
)

testInGroup('a freeze whose epoch is over asks the kernel for nothing', async (group) => {
  await using child = await sleep()
  const { controller } = controllerOf(group, child)
  controller.unfreeze()

  const outcome = await controller.freezeAtEpoch(0)

  expect(outcome).toBe('superseded')
  expect(group.read('freeze')).toBe('0\n')
})

testInGroup('a forced thaw also resumes what somebody else stopped', async (group) => {
  await using child = await sleep()
  const { controller } = controllerOf(group, child)
  process.kill(child.pid, 'SIGSTOP')
  await untilState(child.pid, 'T')
  await controller.freezeAtEpoch(0)

  controller.forceUnfreeze()

  await untilState(child.pid, 'S')
  expect(isFrozen(group)).toBe(false)
})

testInGroup('one that is killed while frozen is gone, and the thaw says so', async (group) => {
  await using kept = await sleep()
  const { controller } = controllerOf(group, kept)
  {
    await using doomed = await sleep()
    controller.register(doomed.pid)
    await controller.freezeAtEpoch(0)
  }

  const { resumed, gone } = controller.unfreeze()

  expect(resumed.map(({ pid }) => pid)).toEqual([kept.pid])
  expect(gone).toHaveLength(1)
  expect(controller.members.map(({ pid }) => pid)).toEqual([kept.pid])
})

testInGroup(
  'one that forks all the time is caught as a whole, from outside, again and again',
  async (group) => {
    await using shell = await run('sh', [
      '-c',
      'echo go; while :; do (/bin/true & /bin/true &); done',
    ])
    await shell.line()
    const { controller } = controllerOf(group, shell)
    const seen: boolean[] = []

    for (let round = 0; round < 20; round += 1) {
      const outcome = await controller.freezeAtEpoch(controller.epoch)
      seen.push(outcome === 'frozen' && isFrozen(group))
      controller.unfreeze()
      await setImmediate()
    }

    expect(seen).toEqual(Array.from({ length: 20 }, () => true))
  },
)

testInGroup('the group in which this process is itself is not frozen', async (group) => {
  await using host = await fixture('freezes-its-own-group', [group.path])

  expect(await host.line()).toBe('ERR_FREEZE_DANGEROUS_PID running')
})
