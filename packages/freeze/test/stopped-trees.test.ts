import { expect, test } from '@jest/globals'
import { controllerOn, stepByStep } from './controller-on.ts'
import { FakeTable, isStopped, runs } from './fake-table.ts'

test('children, grandchildren and those who left the session are stopped', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const root = table.spawn()
  const child = table.fork(root)
  const grandchild = table.fork(child, { setsid: true })
  const beside = table.spawn()
  controller.register(root)

  await controller.freezeAtEpoch(0)

  expect([root, child, grandchild].map(isStopped)).toEqual([true, true, true])
  expect([beside, table.host].map(({ signals }) => signals)).toEqual([[], []])
})

test('a child that is forked between the signal and the stop is found', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const { look } = stepByStep(table)
  const root = table.spawn()
  controller.register(root)

  const freezing = controller.freezeAtEpoch(0)
  const child = table.fork(root)
  table.settle(root.threads[0]!)
  await look()
  const before = controller.state
  table.settle(child.threads[0]!)
  await look()

  expect(before).toBe('freezing')
  expect(await freezing).toBe('frozen')
  expect(isStopped(child)).toBe(true)
})

test.each(['session', 'group'])(
  'an orphan in the %s of a root is stopped and resumed',
  async (where) => {
    const table = new FakeTable()
    const { controller } = controllerOn(table)
    const root = table.spawn({ setsid: where === 'session' })
    if (where === 'group') root.pgrp = root.pid
    const middle = table.fork(root)
    const orphan = table.fork(middle)
    const ofOrphan = table.fork(orphan, { setsid: true })
    table.exit(middle)
    controller.register(root)

    const outcome = await controller.freezeAtEpoch(0)
    const wereStopped = [orphan, ofOrphan].map(isStopped)
    controller.unfreeze()

    expect(outcome).toBe('frozen')
    expect(wereStopped).toEqual([true, true])
    expect([orphan, ofOrphan].map(runs)).toEqual([true, true])
  },
)

test('a group in which the process that freezes is itself does not stop it', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const root = table.spawn({})
  const sibling = table.spawn({})
  for (const each of [root, sibling, table.host, table.all.get(50)!]) each.pgrp = root.pid
  controller.register(root)

  const outcome = await controller.freezeAtEpoch(0)

  expect(outcome).toBe('frozen')
  expect(isStopped(sibling)).toBe(true)
  expect([table.host, table.all.get(50)!].map(({ signals }) => signals)).toEqual([[], []])
})

test('a leader whose number was used again does not draw in the group of a stranger', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const { look } = stepByStep(table)
  const [leader, other] = [table.spawn(), table.spawn()]
  for (const each of [leader, other]) controller.register(each)

  const freezing = controller.freezeAtEpoch(0)
  table.settle(leader.threads[0]!)
  await look()
  table.exit(leader)
  const stranger = table.spawn()
  const ofStranger = table.fork(stranger)
  ofStranger.ppid = 1
  table.settleAll()
  await look()

  expect(await freezing).toBe('frozen')
  expect(stranger.pid).toBe(leader.pid)
  expect([stranger, ofStranger].map(({ signals }) => signals)).toEqual([[], []])
})

test('a parent inside vfork stops, because its child may run on until it has executed a program', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const { look } = stepByStep(table)
  const parent = table.spawn()
  const child = table.fork(parent, { vfork: true })
  controller.register(parent)

  const freezing = controller.freezeAtEpoch(0)
  table.settle(child.threads[0]!)
  for (let looks = 0; looks < 3 && !runs(child); looks += 1) await look()
  const ranOn = runs(child)
  table.exec(child)
  await look()
  table.settleAll()
  await look()

  expect(ranOn).toBe(true)
  expect(await freezing).toBe('frozen')
  expect([parent, child].map(isStopped)).toEqual([true, true])
  expect(child.signals).toEqual(['SIGSTOP', 'SIGCONT', 'SIGSTOP'])
})

test('a child that runs on for a parent inside vfork is stopped again when the time is over', async () => {
  const table = new FakeTable()
  const { controller, clock, events } = controllerOn(table)
  controller.register(table.spawn())
  await controller.freezeAtEpoch(0)
  const { look, pass } = stepByStep(table, clock)
  const late = table.spawn()
  const child = table.fork(late, { vfork: true })

  controller.register(late)
  table.settleAll()
  for (let looks = 0; looks < 3; looks += 1) await look()
  const ranOn = runs(child)
  await pass(1_000)
  table.settleAll()

  expect(ranOn).toBe(true)
  expect(events[1]).toMatchObject({ type: 'failed', error: { code: 'ERR_FREEZE_SEVERAL' } })
  expect(isStopped(child)).toBe(true)
})

test('whoever gets the number of one that was to stop is a stranger, and so are its children', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const { look } = stepByStep(table)
  const [ending, other] = [table.spawn(), table.spawn()]
  for (const each of [ending, other]) controller.register(each)

  const freezing = controller.freezeAtEpoch(0)
  table.exit(ending)
  const stranger = table.spawn()
  const ofStranger = table.fork(stranger)
  stranger.threads[0]!.state = 'T'
  table.settleAll()
  await look()

  expect(await freezing).toBe('frozen')
  expect(stranger.pid).toBe(ending.pid)
  expect([stranger, ofStranger].map(({ signals }) => signals)).toEqual([[], []])
})

test('one that moved into the group of a root since the last freeze is stopped with it', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const root = table.spawn({})
  const [moving, last] = [table.spawn({}), table.spawn({})]
  root.pgrp = root.pid
  controller.register(root)
  await controller.freezeAtEpoch(0)
  controller.unfreeze()
  moving.pgrp = root.pid

  await controller.freezeAtEpoch(1)

  expect([root, moving].map(isStopped)).toEqual([true, true])
  expect(last.signals).toEqual([])
})

test('one that became an ancestor of the process that freezes is not stopped any more', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const root = table.spawn()
  controller.register(root)
  table.host.ppid = root.pid

  const freezing = controller.freezeAtEpoch(0)

  await expect(freezing).rejects.toMatchObject({ code: 'ERR_FREEZE_PROCESS_NOT_FOUND' })
  expect([root, table.host].map(({ signals }) => signals)).toEqual([[], []])
})
