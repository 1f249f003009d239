import { expect, test } from '@jest/globals'
import type { FakeProcess } from './fake-table.ts'
import { scene, systemError } from './fake-group.ts'

test('one that ends while it is moved in is no failure', () => {
  const { table, group, controller } = scene()
  const late = table.spawn()
  group.refusals.set('enter', systemError('ESRCH'))

  controller.register(late.pid)

  expect(controller.members).toHaveLength(2)
})

test('this process is not moved in, not even when it became a descendant', async () => {
  const { table, group, controller, first } = scene()
  table.host.ppid = first.pid

  const freezing = controller.freezeAtEpoch(0)

  await expect(freezing).rejects.toMatchObject({ code: 'ERR_FREEZE_DANGEROUS_PID' })
  expect(group.inside).not.toContain(table.host.pid)
})

test('one that cannot be moved in is not registered', () => {
  const { table, group, controller } = scene()
  const foreign = table.spawn()
  group.refusals.set('enter', systemError('EPERM'))

  const register = () => controller.register(foreign.pid)

  expect(register).toThrow(
    expect.objectContaining({ code: 'ERR_FREEZE_PERMISSION_DENIED', pid: foreign.pid }),
  )
  expect(controller.members).toHaveLength(1)
})

test('a child that is forked while its parent is moved in is moved, too', () => {
  const { table, group, controller } = scene()
  const parent = table.spawn()
  const enter = group.enter.bind(group)
  let child: FakeProcess | undefined
  group.enter = (pid) => {
    if (pid === parent.pid) child ??= table.fork(parent, { setsid: true })
    enter(pid)
  }

  controller.register(parent.pid)

  expect(group.inside).toContain(child?.pid)
})

test('who is unregistered goes back to where it came from, and takes only its own along', async () => {
  const { table, group, controller, first, second } = scene(2)
  const own = table.fork(second)
  group.inside.add(own.pid)

  controller.unregister(second.pid)

  expect(group.wrote.slice(2)).toEqual([
    `leave ${second.pid} to /elsewhere`,
    `leave ${own.pid} to /elsewhere`,
  ])
  expect(group.pids).toEqual([first.pid])
})

test('who is unregistered leaves those who belong to another, and those outside', async () => {
  const { table, group, controller, first } = scene()
  const [inner, outside] = [table.fork(first), table.fork(first)]
  controller.register(inner.pid)
  group.inside.add(outside.pid)
  group.inside.delete(outside.pid)

  controller.unregister(first.pid)

  expect(group.pids).toEqual([inner.pid])
  expect(group.wrote.filter((step) => step.startsWith('leave'))).toHaveLength(1)
})

test('one that ended leaves those that it had in the group', () => {
  const { table, group, controller, first } = scene()
  const own = table.fork(first, { setsid: true })
  group.inside.add(own.pid)
  table.exit(first)

  controller.unregister(first.pid)

  expect(group.inside).toContain(own.pid)
})
