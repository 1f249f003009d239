import { expect, test } from '@jest/globals'
import { controllerOn } from './controller-on.ts'
import { FakeTable, isStopped, runs } from './fake-table.ts'

test('a number that was used again belongs to a stranger, who is left alone', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const child = table.spawn()
  const other = table.spawn()
  for (const each of [child, other]) controller.register(each)
  await controller.freezeAtEpoch(0)
  table.exit(child)
  const stranger = table.spawn()

  const report = controller.unfreeze()
  const outcome = await controller.freezeAtEpoch(1)

  expect(stranger.pid).toBe(child.pid)
  expect(report.gone).toEqual([{ pid: child.pid, startTime: child.startTime }])
  expect(outcome).toBe('frozen')
  expect(controller.members).toMatchObject([{ pid: other.pid }])
  expect(stranger.signals).toEqual([])
})

test('a thaw goes on where one cannot be resumed, says so, and the next thaw tries again', async () => {
  const table = new FakeTable()
  const { controller, events } = controllerOn(table)
  const children = [table.spawn(), table.spawn(), table.spawn()] as const
  for (const child of children) controller.register(child)
  await controller.freezeAtEpoch(0)
  children[1].isForeign = true

  const report = controller.unfreeze()
  const wereRunning = children.map(runs)
  children[1].isForeign = false
  const second = controller.unfreeze()

  expect(report).toMatchObject({
    resumed: [{ pid: children[0].pid }, { pid: children[2].pid }],
    failures: [{ code: 'ERR_FREEZE_PERMISSION_DENIED', pid: children[1].pid }],
  })
  expect(wereRunning).toEqual([true, false, true])
  expect(second.resumed).toMatchObject([{ pid: children[1].pid }])
  expect(children.map(runs)).toEqual([true, true, true])
  expect(events.map(({ type }) => type)).toEqual(['frozen', 'thawed', 'thawed'])
})

test('a forced thaw resumes whole trees that somebody else stopped', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const child = table.spawn()
  const grandchild = table.fork(child, { setsid: true })
  const middle = table.fork(child)
  const orphan = table.fork(middle)
  table.exit(middle)
  controller.register(child)
  for (const { pid } of [child, grandchild, orphan]) table.send(pid, 'SIGSTOP')
  table.settleAll()

  const gentle = controller.unfreeze()
  const wereStopped = [child, grandchild, orphan].map(isStopped)
  const forced = controller.forceUnfreeze()

  expect(gentle.resumed).toEqual([])
  expect(wereStopped).toEqual([true, true, true])
  expect(forced.resumed.map(({ pid }) => pid)).toEqual(
    [child, grandchild, orphan].map(({ pid }) => pid),
  )
  expect([child, grandchild, orphan].map(runs)).toEqual([true, true, true])
})

test('a forced thaw resumes what it can when the table cannot be read', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const [child, hidden] = [table.spawn(), table.spawn()]
  for (const each of [child, hidden]) controller.register(each)
  await controller.freezeAtEpoch(0)
  table.unreadable.set(hidden.pid, Object.assign(new Error('too many files'), { code: 'EMFILE' }))

  const report = controller.forceUnfreeze()

  expect(runs(child)).toBe(true)
  expect(report.failures.map(({ code }) => code)).toEqual([
    'ERR_FREEZE_SIGNAL_FAILED',
    'ERR_FREEZE_SIGNAL_FAILED',
  ])
})
