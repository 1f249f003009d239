import { expect, test } from '@jest/globals'
import { controllerOn, stepByStep } from './controller-on.ts'
import { FakeTable, isStopped, runs } from './fake-table.ts'

test.each([0, 1, -1, -200, NaN, 1.5, 2 ** 22 + 1, 2 ** 32 + 200, 100, 50])(
  '%d is refused: it is no process that may be stopped',
  (pid) => {
    const { controller } = controllerOn(new FakeTable())

    expect(() => controller.register(pid)).toThrow(
      expect.objectContaining({ code: 'ERR_FREEZE_DANGEROUS_PID', pid }),
    )
    expect(() => controller.register({ pid, startTime: '1' })).toThrow(/wanted/)
    expect(controller.members).toEqual([])
  },
)

test('a bare pid must exist, and so must what is behind a zombie', () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const zombie = table.spawn()
  table.exit(zombie, { zombie: true })

  for (const pid of [zombie.pid, 4_000]) {
    expect(() => controller.register(pid)).toThrow(
      expect.objectContaining({ code: 'ERR_FREEZE_PROCESS_NOT_FOUND', pid }),
    )
  }
})

test('registering twice is registering once, and disposing of either ends it', () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const child = table.spawn()
  const first = controller.register(child.pid)
  const second = controller.register(child)
  const members = controller.members

  first[Symbol.dispose]()
  second[Symbol.dispose]()

  expect(members).toHaveLength(1)
  expect(controller.members).toEqual([])
})

test('an old registration does not remove who got its pid', () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const child = table.spawn()
  const old = controller.register(child)
  table.exit(child)
  const next = table.spawn()
  controller.register(next)

  old[Symbol.dispose]()

  expect(controller.members).toEqual([{ pid: child.pid, startTime: next.startTime }])
})

test('who is unregistered while frozen is resumed with its tree', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const [kept, leaving] = [table.spawn(), table.spawn()]
  const ofLeaving = table.fork(leaving, { setsid: true })
  for (const each of [kept, leaving]) controller.register(each)
  await controller.freezeAtEpoch(0)

  const wasMember = controller.unregister(leaving.pid)

  expect(wasMember).toBe(true)
  expect([leaving, ofLeaving].map(runs)).toEqual([true, true])
  expect(isStopped(kept)).toBe(true)
  expect(controller.isFrozen).toBe(true)
  expect(controller.unregister(leaving.pid)).toBe(false)
})

test('who is unregistered, but belongs to the tree of another, stays stopped', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const parent = table.spawn()
  const child = table.fork(parent)
  for (const each of [child, parent]) controller.register(each)
  await controller.freezeAtEpoch(0)

  controller.unregister(child.pid)
  const stayed = isStopped(child)
  controller.unregister(parent.pid)

  expect(stayed).toBe(true)
  expect([parent, child].map(runs)).toEqual([true, true])
})

test('an orphan that is registered belongs to the session of another, too', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const leader = table.spawn()
  const middle = table.fork(leader)
  const orphan = table.fork(middle)
  table.exit(middle)
  for (const each of [orphan, leader]) controller.register(each)
  await controller.freezeAtEpoch(0)

  controller.unregister(orphan.pid)

  expect(isStopped(orphan)).toBe(true)
})

test('who is unregistered while being frozen is not frozen', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const { look } = stepByStep(table)
  const [kept, leaving] = [table.spawn(), table.spawn()]
  for (const each of [kept, leaving]) controller.register(each)

  const freezing = controller.freezeAtEpoch(0)
  controller.unregister(leaving.pid)
  table.settleAll()
  await look()

  expect(await freezing).toBe('frozen')
  expect(leaving.signals).toEqual(['SIGSTOP', 'SIGCONT'])
})

test('a freeze from which everyone is unregistered has nothing left to freeze', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const { look } = stepByStep(table)
  const child = table.spawn()
  controller.register(child)

  const freezing = controller.freezeAtEpoch(0)
  controller.unregister(child.pid)
  await look()

  await expect(freezing).rejects.toMatchObject({ code: 'ERR_FREEZE_NO_PID' })
  expect(runs(child)).toBe(true)
})

test('who cannot be resumed when it is unregistered is told, and resumed by the next thaw', async () => {
  const table = new FakeTable()
  const { controller, events } = controllerOn(table)
  const [kept, leaving] = [table.spawn(), table.spawn()]
  for (const each of [kept, leaving]) controller.register(each)
  await controller.freezeAtEpoch(0)
  leaving.isForeign = true

  controller.unregister(leaving.pid)
  leaving.isForeign = false
  controller.unfreeze()

  expect(events[1]).toMatchObject({ type: 'failed', error: { pid: leaving.pid } })
  expect([kept, leaving].map(runs)).toEqual([true, true])
})
