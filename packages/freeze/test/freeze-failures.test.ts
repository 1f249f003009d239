import { expect, test } from '@jest/globals'
import type { FreezeError } from '@sim/freeze'
import { controllerOn, stepByStep } from './controller-on.ts'
import { FakeTable, isStopped, runs } from './fake-table.ts'

test('one that may not be signalled rolls everything back', async () => {
  const table = new FakeTable()
  const { controller, events } = controllerOn(table)
  const [first, foreign, last] = [table.spawn(), table.spawn(), table.spawn()] as const
  foreign.isForeign = true
  for (const each of [first, foreign, last]) controller.register(each)

  const freezing = controller.freezeAtEpoch(0)

  await expect(freezing).rejects.toMatchObject({
    code: 'ERR_FREEZE_PERMISSION_DENIED',
    pid: foreign.pid,
    message: 'process 201 may not be signalled: it belongs to another user',
    errors: [],
    cause: { code: 'EPERM' },
  })
  expect([first, last].map(({ signals }) => signals)).toEqual([
    ['SIGSTOP', 'SIGCONT'],
    ['SIGSTOP', 'SIGCONT'],
  ])
  expect(controller).toMatchObject({ state: 'running', epoch: 0, isFrozen: false })
  expect(events).toMatchObject([{ type: 'failed', epoch: 0, error: { pid: foreign.pid } }])
})

test('several that fail are told one by one', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const [good, ...bad] = [table.spawn(), table.spawn(), table.spawn()] as const
  for (const each of bad) each.isForeign = true
  for (const each of [good, ...bad]) controller.register(each)

  const freezing = controller.freezeAtEpoch(0)

  await expect(freezing).rejects.toMatchObject({
    code: 'ERR_FREEZE_SEVERAL',
    errors: bad.map(({ pid }) => ({ code: 'ERR_FREEZE_PERMISSION_DENIED', pid })),
  })
  expect(runs(good)).toBe(true)
})

test('one that cannot be resumed by the roll-back is told with the others, and by the next thaw', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const [stuck, ...bad] = [table.spawn(), table.spawn(), table.spawn()] as const
  for (const each of bad) each.isForeign = true
  for (const each of [stuck, ...bad]) controller.register(each)
  table.onSignal = (target) => {
    target.isForeign = true
  }

  const failure = await controller.freezeAtEpoch(0).catch((error: FreezeError) => error)
  stuck.isForeign = false
  const report = controller.unfreeze()

  expect(failure).toMatchObject({
    code: 'ERR_FREEZE_SEVERAL',
    errors: [...bad, stuck].map(({ pid }) => ({ pid })),
  })
  expect(report.resumed).toMatchObject([{ pid: stuck.pid }])
  expect(runs(stuck)).toBe(true)
})

test('what does not stop in time is named with its threads, and all is rolled back', async () => {
  const table = new FakeTable()
  const { controller, clock } = controllerOn(table, { stopTimeoutMs: 300 })
  const { pass } = stepByStep(table, clock)
  const [good, bad] = [table.spawn(), table.spawn()]
  const stuck = table.addThread(bad)
  for (const each of [good, bad]) controller.register(each)

  const freezing = controller.freezeAtEpoch(0)
  stuck.state = 'D'
  table.settleAll()
  await pass(299)
  const before = controller.state
  await pass(1)

  const failure = await freezing.catch((error: Error) => error)
  expect(before).toBe('freezing')
  expect(failure).toMatchObject({ code: 'ERR_FREEZE_NOT_STOPPED', pid: bad.pid })
  expect((failure as Error).message).toMatchInlineSnapshot(
    `"wanted all threads in state T within 300 ms, found process 201: thread 201 is T, thread 202 is D"`,
  )
  expect([good, bad].map(runs)).toEqual([true, true])
  expect(controller.state).toBe('running')
})

test('time in which the controller could not look does not count', async () => {
  const table = new FakeTable()
  const { controller, clock } = controllerOn(table)
  const { look } = stepByStep(table)
  const child = table.spawn()
  controller.register(child)

  const freezing = controller.freezeAtEpoch(0)
  clock.advance(10_000)
  await look()
  const state = controller.state
  table.settleAll()
  await look()

  expect(state).toBe('freezing')
  expect(await freezing).toBe('frozen')
})

test('after a failure the same epoch can be frozen', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const child = table.spawn()
  child.isForeign = true
  controller.register(child)
  await expect(controller.freezeAtEpoch(0)).rejects.toThrow()
  child.isForeign = false

  const outcome = await controller.freezeAtEpoch(0)

  expect(outcome).toBe('frozen')
  expect(isStopped(child)).toBe(true)
})

test('one that is gone is forgotten, and the others are frozen', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const [gone, zombie, alive] = [table.spawn(), table.spawn(), table.spawn()] as const
  for (const each of [gone, zombie, alive]) controller.register(each)
  table.exit(gone)
  table.exit(zombie, { zombie: true })

  const outcome = await controller.freezeAtEpoch(0)

  expect(outcome).toBe('frozen')
  expect(controller.members).toEqual([{ pid: alive.pid, startTime: alive.startTime }])
  expect(zombie.signals).toEqual([])
})

test('one that ends while the others stop is forgotten', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const { look } = stepByStep(table)
  const [ending, alive] = [table.spawn(), table.spawn()] as const
  for (const each of [ending, alive]) controller.register(each)

  const freezing = controller.freezeAtEpoch(0)
  table.exit(ending)
  table.settleAll()
  await look()

  expect(await freezing).toBe('frozen')
  expect(controller.members).toMatchObject([{ pid: alive.pid }])
})

test('when all are gone there is nothing to freeze', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const children = [table.spawn(), table.spawn()]
  for (const child of children) controller.register(child)
  for (const child of children) table.exit(child)

  const freezing = controller.freezeAtEpoch(0)

  await expect(freezing).rejects.toMatchObject({
    code: 'ERR_FREEZE_PROCESS_NOT_FOUND',
    message: 'wanted a process to freeze, found all registered ones gone: 200, 201',
  })
  expect(controller).toMatchObject({ state: 'running', members: [] })
})

test('a process that died behind its first thread is gone, one that lives on is not', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const child = table.spawn()
  table.addThread(child)
  table.threads = (pid) =>
    child.threads.map(({ tid, state }) => ({ tid, state: tid === pid ? 'Z' : state }))
  const read = table.read.bind(table)
  table.read = (pid) => {
    const entry = read(pid)
    return entry && pid === child.pid ? { ...entry, state: 'Z' } : entry
  }
  controller.register(child)

  const outcome = await controller.freezeAtEpoch(0)

  expect(outcome).toBe('frozen')
  expect(isStopped(child)).toBe(true)
})

test('a table that cannot be read fails the freeze and rolls it back', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const { look } = stepByStep(table)
  const [child, hidden] = [table.spawn(), table.spawn()]
  for (const each of [child, hidden]) controller.register(each)

  const freezing = controller.freezeAtEpoch(0)
  table.unreadable.set(hidden.pid, Object.assign(new Error('too many files'), { code: 'EMFILE' }))
  await look()

  await expect(freezing).rejects.toMatchObject({ code: 'ERR_FREEZE_SEVERAL' })
  expect(runs(child)).toBe(true)
  table.unreadable.clear()
  expect(controller.unfreeze().resumed).toMatchObject([{ pid: hidden.pid }])
})

test('not even the way up to the host needs to be readable for an orderly failure', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const child = table.spawn()
  controller.register(child)
  table.unreadable.set(table.self, Object.assign(new Error('too many files'), { code: 'EMFILE' }))

  const failed = controller.freezeAtEpoch(0)
  await expect(failed).rejects.toMatchObject({ code: 'ERR_FREEZE_SIGNAL_FAILED' })
  table.unreadable.clear()

  expect(controller.state).toBe('running')
  expect(await controller.freezeAtEpoch(0)).toBe('frozen')
})
