import { expect, test } from '@jest/globals'
import { scene, systemError } from './fake-group.ts'

test('nothing but the group is asked, and nobody is signalled', async () => {
  const { group, controller, first, look } = scene()

  const freezing = controller.freezeAtEpoch(0)
  group.isFrozen = true
  await look()
  await freezing
  controller.unfreeze()
  controller.unfreeze()

  expect(group.wrote).toEqual([`enter ${first.pid}`, 'freeze', 'thaw'])
  expect(first.signals).toEqual([])
})

test('a thaw overtakes a freeze', async () => {
  const { group, controller, events, look } = scene()

  const freezing = controller.freezeAtEpoch(0)
  controller.unfreeze()
  group.isFrozen = true
  await look()

  expect(await freezing).toBe('superseded')
  expect(group.wrote.at(-1)).toBe('thaw')
  expect(events.map(({ type }) => type)).toEqual(['superseded', 'thawed'])
})

test('a caller that gives up rolls the freeze back', async () => {
  const { group, controller } = scene()
  const abort = new AbortController()

  const freezing = controller.freezeAtEpoch(0, { signal: abort.signal })
  abort.abort(new Error('enough'))

  await expect(freezing).rejects.toThrow('enough')
  expect(group.wrote.at(-1)).toBe('thaw')
  expect(controller.state).toBe('running')
})

test('a group that does not stop in time is named with those who run, and resumed', async () => {
  const { group, controller, first, pass } = scene(2)
  Object.assign(first.threads[0] as object, { state: 'D' })

  const freezing = controller.freezeAtEpoch(0)
  freezing.catch(() => undefined)
  await pass(1_000)

  await expect(freezing).rejects.toMatchObject({
    code: 'ERR_FREEZE_NOT_STOPPED',
    message: `wanted /group frozen within 1000 ms, found the control group /group not frozen: thread ${first.pid} is D`,
  })
  expect(group.wrote.at(-1)).toBe('thaw')
  expect(controller.state).toBe('running')
})

test('a kernel that does not take the freeze fails it, and everyone is resumed', async () => {
  const { group, controller, events } = scene()
  group.refusals.set('freeze', systemError('EACCES'))

  const freezing = controller.freezeAtEpoch(0)

  await expect(freezing).rejects.toMatchObject({ code: 'ERR_FREEZE_PERMISSION_DENIED' })
  expect(group.wrote.at(-1)).toBe('thaw')
  expect(events.map(({ type }) => type)).toEqual(['failed'])
})

test('a thaw that the kernel does not take is told, and the next one tries again', async () => {
  const { group, controller, first, look } = scene()
  const freezing = controller.freezeAtEpoch(0)
  group.isFrozen = true
  await look()
  await freezing
  group.refusals.set('thaw', systemError('EIO'))

  const failed = controller.unfreeze()
  group.refusals.clear()
  const thawed = controller.unfreeze()

  expect(failed).toMatchObject({ resumed: [], failures: [{ code: 'ERR_FREEZE_SIGNAL_FAILED' }] })
  expect(thawed).toMatchObject({ resumed: [{ pid: first.pid }], failures: [] })
  expect(group.isFrozen).toBe(false)
})

test('a group that was removed has nobody to be resumed in it', async () => {
  const { table, group, controller, first, look } = scene()
  const freezing = controller.freezeAtEpoch(0)
  group.isFrozen = true
  await look()
  await freezing
  table.exit(first)
  group.refusals.set('thaw', systemError('ENOENT'))

  const report = controller.unfreeze()

  expect(report).toMatchObject({ resumed: [], gone: [{ pid: first.pid }], failures: [] })
})

test('two are stopped in one step', async () => {
  const { group, controller, first, second, look } = scene(2)

  const freezing = controller.freezeAtEpoch(0)
  group.isFrozen = true
  await look()
  await freezing

  expect(group.wrote).toEqual([`enter ${first.pid}`, `enter ${second.pid}`, 'freeze'])
})

test('who registers while frozen is not told before the kernel says so, and then alone', async () => {
  const { table, group, controller, first, events, look } = scene()
  const freezing = controller.freezeAtEpoch(0)
  group.isFrozen = true
  await look()
  await freezing
  const late = table.spawn()

  controller.register(late.pid)
  const before = events.length
  await look()
  group.isFrozen = true
  await look()

  expect(before).toBe(1)
  expect(events).toMatchObject([
    { type: 'frozen', pids: [first.pid] },
    { type: 'stopped-late-registration', pids: [late.pid] },
  ])
})

test('who registers late and does not stand still in time is not told as stopped', async () => {
  const { table, group, controller, events, look, pass } = scene()
  const freezing = controller.freezeAtEpoch(0)
  group.isFrozen = true
  await look()
  await freezing

  controller.register(table.spawn().pid)
  await pass(1_000)

  expect(events.map(({ type }) => type)).toEqual(['frozen', 'failed'])
  expect(controller.isFrozen).toBe(true)
})

test.each([0, 1, 50, 100])('a group with %d in it is not frozen', async (pid) => {
  const { group, controller } = scene()
  group.inside.add(pid)

  const freezing = controller.freezeAtEpoch(0)

  await expect(freezing).rejects.toMatchObject({ code: 'ERR_FREEZE_DANGEROUS_PID', pid })
  expect(group.wrote).not.toContain('freeze')
})

test('when all who are registered are gone there is nothing to freeze, and the rest runs on', async () => {
  const { table, group, controller, first } = scene()
  table.exit(first)

  const freezing = controller.freezeAtEpoch(0)

  await expect(freezing).rejects.toMatchObject({ code: 'ERR_FREEZE_PROCESS_NOT_FOUND' })
  expect(group.wrote.at(-1)).toBe('thaw')
})
