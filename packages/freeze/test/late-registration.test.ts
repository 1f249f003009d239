import { expect, test } from '@jest/globals'
import { controllerOn, stepByStep } from './controller-on.ts'
import { FakeTable, isStopped, runs } from './fake-table.ts'

test('who registers while the others are being frozen is frozen with them', async () => {
  const table = new FakeTable()
  const { controller, events } = controllerOn(table)
  const { look } = stepByStep(table)
  const [early, late] = [table.spawn(), table.spawn()]
  const ofLate = table.fork(late)
  controller.register(early)

  const freezing = controller.freezeAtEpoch(0)
  controller.register(late)
  const signals = [late, ofLate].map((each) => [...each.signals])
  table.settleAll()
  await look()

  expect(await freezing).toBe('frozen')
  expect(signals).toEqual([['SIGSTOP'], ['SIGSTOP']])
  expect(events).toMatchObject([{ type: 'frozen', pids: [early.pid, late.pid, ofLate.pid] }])
})

test('who registers while the others are frozen is stopped at once, with its tree', async () => {
  const table = new FakeTable()
  const { controller, events } = controllerOn(table)
  const [early, late] = [table.spawn(), table.spawn()]
  const ofLate = table.fork(late, { setsid: true })
  controller.register(early)
  await controller.freezeAtEpoch(0)
  const { look } = stepByStep(table)

  controller.register(late)
  const signals = [late, ofLate].map((each) => [...each.signals])
  const eventsBefore = events.length
  table.settleAll()
  await look()

  expect(signals).toEqual([['SIGSTOP'], ['SIGSTOP']])
  expect(eventsBefore).toBe(1)
  expect(events[1]).toEqual({
    type: 'stopped-late-registration',
    epoch: 0,
    pids: [late.pid, ofLate.pid],
    ms: 0,
    verified: true,
  })
  expect(controller.isFrozen).toBe(true)
})

test('several who register one after the other while frozen are all stopped at once', async () => {
  const table = new FakeTable()
  const { controller, events } = controllerOn(table)
  controller.register(table.spawn())
  await controller.freezeAtEpoch(0)
  const { look } = stepByStep(table)
  const trees = [1, 2].map(() => {
    const root = table.spawn()
    return [root, table.fork(root)] as const
  })

  for (const [root] of trees) controller.register(root)
  const signals = trees.flat().map((each) => [...each.signals])
  table.settleAll()
  await look()

  expect(signals).toEqual([['SIGSTOP'], ['SIGSTOP'], ['SIGSTOP'], ['SIGSTOP']])
  expect(events.flatMap((event) => ('pids' in event ? event.pids : [])).sort()).toEqual(
    [...table.all.keys()].filter((pid) => pid >= 200).sort(),
  )
})

test('who registers late and cannot be stopped is told; the others stay frozen', async () => {
  const table = new FakeTable()
  const { controller, events } = controllerOn(table)
  const [early, foreign] = [table.spawn(), table.spawn()]
  foreign.isForeign = true
  controller.register(early)
  await controller.freezeAtEpoch(0)

  controller.register(foreign)

  expect(events[1]).toMatchObject({
    type: 'failed',
    error: { code: 'ERR_FREEZE_PERMISSION_DENIED', pid: foreign.pid },
  })
  expect(controller.isFrozen).toBe(true)
  expect(isStopped(early)).toBe(true)
})

test('who registers late and does not stop in time is told, and still resumed', async () => {
  const table = new FakeTable()
  const { controller, clock, events } = controllerOn(table)
  const [early, late] = [table.spawn(), table.spawn()]
  controller.register(early)
  await controller.freezeAtEpoch(0)
  const { pass } = stepByStep(table, clock)

  controller.register(late)
  await pass(1_000)
  const report = controller.unfreeze()

  expect(events[1]).toMatchObject({
    type: 'failed',
    error: { code: 'ERR_FREEZE_NOT_STOPPED', pid: late.pid },
  })
  expect(report.resumed.map(({ pid }) => pid)).toEqual([early.pid, late.pid])
  expect(runs(late)).toBe(true)
})

test('who registers while the others are being frozen has the whole time to stop', async () => {
  const table = new FakeTable()
  const { controller, clock } = controllerOn(table)
  const { look, pass } = stepByStep(table, clock)
  const [early, late] = [table.spawn(), table.spawn()]
  controller.register(early)

  const freezing = controller.freezeAtEpoch(0)
  await pass(900)
  controller.register(late)
  await pass(900)
  const state = controller.state
  table.settleAll()
  await look()

  expect(state).toBe('freezing')
  expect(await freezing).toBe('frozen')
})
