import { expect, test } from '@jest/globals'
import { FreezeController } from '@sim/freeze'
import { controllerOn, stepByStep } from './controller-on.ts'
import { FakeTable, isStopped, runs } from './fake-table.ts'

test('by default nothing is ever frozen', async () => {
  const table = new FakeTable()
  const controller = new FreezeController({ port: table })
  controller.register(table.spawn())

  const outcome = await controller.freezeAtEpoch(0)

  expect(controller).toMatchObject({ mode: 'none', epoch: 0, state: 'running', isFrozen: false })
  expect(outcome).toBe('disabled')
  expect([...table.all.values()].flatMap(({ signals }) => signals)).toEqual([])
})

test('in mode none every thaw begins an epoch, and a registered pid need not exist', () => {
  const { controller } = controllerOn(new FakeTable(), { mode: 'none' })
  controller.register(12_345)

  const reports = [controller.unfreeze(), controller.forceUnfreeze()]

  expect(reports.map(({ epoch }) => epoch)).toEqual([1, 2])
  expect(controller.members).toEqual([{ pid: 12_345, startTime: '' }])
})

test('processes are registered later than the controller is made', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const child = table.spawn()

  controller.register(child.pid)

  expect(await controller.freezeAtEpoch(0)).toBe('frozen')
  expect(isStopped(child)).toBe(true)
})

test('every thaw begins an epoch, whether the process exists or not', () => {
  const { controller, events } = controllerOn(new FakeTable())
  controller.register({ pid: 999_999, startTime: '1' })

  const reports = [controller.unfreeze(), controller.unfreeze()]

  expect(reports).toEqual([
    { epoch: 1, resumed: [], gone: [], failures: [] },
    { epoch: 2, resumed: [], gone: [], failures: [] },
  ])
  expect(controller.epoch).toBe(2)
  expect(events).toEqual([])
})

test.each([0, 2, 77])(
  'a freeze at epoch %d, when it is 1, is superseded and signals nothing',
  async (epoch) => {
    const table = new FakeTable()
    const { controller, events } = controllerOn(table)
    const child = table.spawn()
    controller.register(child)
    controller.unfreeze()

    const outcome = await controller.freezeAtEpoch(epoch)

    expect(outcome).toBe('superseded')
    expect(controller.isFrozen).toBe(false)
    expect(child.signals).toEqual([])
    expect(events).toEqual([{ type: 'superseded', epoch, currentEpoch: 1 }])
  },
)

test('nothing registered is an error, but an epoch that is over comes before it', async () => {
  const { controller } = controllerOn(new FakeTable())

  await expect(controller.freezeAtEpoch(0)).rejects.toMatchObject({ code: 'ERR_FREEZE_NO_PID' })
  expect(await controller.freezeAtEpoch(1)).toBe('superseded')
})

test.each([-1, 0.5, NaN, Infinity])('%d is no epoch', async (epoch) => {
  const { controller } = controllerOn(new FakeTable())

  const outcome = controller.freezeAtEpoch(epoch)

  await expect(outcome).rejects.toMatchObject({ code: 'ERR_FREEZE_INVALID_EPOCH' })
})

test('it is frozen when every thread was seen to be stopped, and not before', async () => {
  const table = new FakeTable()
  const { controller, events } = controllerOn(table)
  const { look } = stepByStep(table)
  const child = table.spawn()
  const second = table.addThread(child)
  controller.register(child)
  const states = [controller.state]
  controller.states.subscribe((state) => states.push(state))

  const freezing = controller.freezeAtEpoch(0)
  await look()
  states.push(controller.state)
  table.settle(child.threads[0]!)
  await look()
  states.push(controller.state)
  table.settle(second)
  await look()

  expect(await freezing).toBe('frozen')
  expect(states).toEqual(['running', 'freezing', 'freezing', 'freezing', 'frozen'])
  expect(events).toEqual([{ type: 'frozen', epoch: 0, pids: [child.pid], ms: 0, verified: true }])
})

test('freezing what is frozen signals nothing more', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const child = table.spawn()
  controller.register(child)
  await controller.freezeAtEpoch(0)

  const outcome = await controller.freezeAtEpoch(0)

  expect(outcome).toBe('frozen')
  expect(child.signals).toEqual(['SIGSTOP'])
})

test('two freezes of one epoch are one', async () => {
  const table = new FakeTable()
  const { controller, events } = controllerOn(table)
  const child = table.spawn()
  controller.register(child)

  const outcomes = await Promise.all([controller.freezeAtEpoch(0), controller.freezeAtEpoch(0)])

  expect(outcomes).toEqual(['frozen', 'frozen'])
  expect(child.signals).toEqual(['SIGSTOP'])
  expect(events).toHaveLength(1)
})

test('a thaw overtakes a freeze: nothing is stopped, and nothing will be', async () => {
  const table = new FakeTable()
  const { controller, events } = controllerOn(table)
  const { look } = stepByStep(table)
  const child = table.spawn()
  controller.register(child)
  const freezing = controller.freezeAtEpoch(0)

  const report = controller.unfreeze()
  const grandchild = table.fork(child)
  await look()

  expect(await freezing).toBe('superseded')
  expect(controller.state).toBe('running')
  expect(child.signals).toEqual(['SIGSTOP', 'SIGCONT'])
  expect(grandchild.signals).toEqual([])
  expect(report).toMatchObject({ epoch: 1, resumed: [{ pid: child.pid }] })
  expect(events).toEqual([
    { type: 'superseded', epoch: 0, currentEpoch: 1 },
    { type: 'thawed', forced: false, ...report },
  ])
})

test('a freeze that was overtaken does not disturb the next one', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const child = table.spawn()
  controller.register(child)
  const first = controller.freezeAtEpoch(0)
  controller.unfreeze()

  const second = controller.freezeAtEpoch(1)

  expect(await Promise.all([first, second])).toEqual(['superseded', 'frozen'])
  expect(isStopped(child)).toBe(true)
})

test('three processes stop and resume together, and the report says so', async () => {
  const table = new FakeTable()
  const { controller, events } = controllerOn(table)
  const children = [table.spawn(), table.spawn(), table.spawn()]
  for (const child of children) controller.register(child)

  await controller.freezeAtEpoch(0)
  const wereStopped = children.map(isStopped)
  const report = controller.unfreeze()

  const identities = children.map(({ pid, startTime }) => ({ pid, startTime }))
  expect(wereStopped).toEqual([true, true, true])
  expect(children.map(runs)).toEqual([true, true, true])
  expect(report).toEqual({ epoch: 1, resumed: identities, gone: [], failures: [] })
  expect(events[1]).toEqual({ type: 'thawed', forced: false, ...report })
})

test('a listener that thaws is obeyed at once, and everyone hears of it in order', async () => {
  const table = new FakeTable()
  const { controller, events } = controllerOn(table)
  const child = table.spawn()
  controller.register(child)
  controller.states.subscribe((state) => {
    if (state === 'frozen') controller.unfreeze()
  })
  const heard: string[] = []
  controller.states.subscribe((state) => heard.push(state))

  await controller.freezeAtEpoch(0)

  expect(controller).toMatchObject({ state: 'running', epoch: 1 })
  expect(runs(child)).toBe(true)
  expect(heard).toEqual(['freezing', 'frozen', 'running'])
  expect(events.map(({ type }) => type)).toEqual(['frozen', 'thawed'])
})

test('whoever hears of a freeze may thaw in the same turn', async () => {
  const table = new FakeTable()
  const events: string[] = []
  const { controller } = controllerOn(table, {
    onEvent: ({ type }) => {
      if (type === 'frozen') controller.unfreeze()
      events.push(type)
    },
  })
  const child = table.spawn()
  controller.register(child)

  await controller.freezeAtEpoch(0)

  expect(events).toEqual(['frozen', 'thawed'])
  expect(runs(child)).toBe(true)
})
