import { expect, jest, test } from '@jest/globals'
import { FreezeController, type FreezeEvent } from '@sim/freeze'
import { areRunning, areStopped, threadStates, untilState } from './kernel.ts'
import { controllerOf, fixture, sh, sleep } from './running.ts'

jest.setTimeout(60_000)

test('a sleeping process is stopped and resumed', async () => {
  await using child = await sleep()
  const controller = controllerOf(child.pid)

  const outcome = await controller.freezeAtEpoch(0)
  const states = threadStates(child.pid)
  const report = controller.unfreeze()

  expect(outcome).toBe('frozen')
  expect(states).toBe('T')
  expect(report).toMatchObject({ epoch: 1, resumed: [{ pid: child.pid }], gone: [], failures: [] })
  expect(areRunning(child.pid)).toBe(true)
})

test('a process that spins is stopped and resumed', async () => {
  await using child = await fixture('spins')
  await child.line()
  const controller = controllerOf(child.pid)

  await controller.freezeAtEpoch(0)
  const states = threadStates(child.pid)
  controller.unfreeze()

  expect(states).toMatch(/^T{2,}$/)
  await untilState(child.pid, 'R')
})

test('all threads are stopped, and the child of a thread that is not the leading one', async () => {
  await using child = await fixture('has-workers')
  const [ofWorker] = await child.pids()
  const controller = controllerOf(child.pid)

  await controller.freezeAtEpoch(0)
  const [threads, other] = [threadStates(child.pid), threadStates(ofWorker as number)]
  controller.unfreeze()

  expect(threads).toMatch(/^T{6,}$/)
  expect(other).toBe('T')
  expect(areRunning(child.pid, ofWorker as number)).toBe(true)
})

test('behind a shell, grandchildren are stopped, too', async () => {
  await using shell = await sh('sh -c "sleep 1000 & echo \\$\\$ \\$!; wait"; echo never')
  const pids = await shell.pids()
  const controller = controllerOf(shell.pid)

  await controller.freezeAtEpoch(0)
  const wereStopped = areStopped(shell.pid, ...pids)
  controller.unfreeze()

  expect(pids).toHaveLength(2)
  expect(wereStopped).toBe(true)
  expect(areRunning(shell.pid, ...pids)).toBe(true)
})

test('a child that left for its own session is stopped with its children', async () => {
  await using child = await fixture('has-a-child-in-its-own-session')
  const pids = await child.pids()
  const controller = controllerOf(child.pid)

  await controller.freezeAtEpoch(0)
  const wereStopped = areStopped(child.pid, ...pids)
  controller.unfreeze()

  expect(wereStopped).toBe(true)
  expect(areRunning(child.pid, ...pids)).toBe(true)
})

test('a child whose parent has ended is stopped, as long as it is in the group', async () => {
  await using shell = await sh('(sleep 1000 & echo $!); exec sleep 1000')
  const [orphan] = await shell.pids()
  await using stranger = await sleep()
  const controller = controllerOf(shell.pid)

  await controller.freezeAtEpoch(0)
  const wereStopped = areStopped(shell.pid, orphan as number)
  const isStrangerRunning = areRunning(stranger.pid)
  controller.unfreeze()

  expect(wereStopped).toBe(true)
  expect(isStrangerRunning).toBe(true)
  expect(areRunning(shell.pid, orphan as number)).toBe(true)
})

test('three processes freeze and thaw together', async () => {
  await using first = await sleep()
  await using second = await sleep()
  await using third = await sleep()
  const pids = [first.pid, second.pid, third.pid]
  const controller = controllerOf(...pids)

  await controller.freezeAtEpoch(0)
  const wereStopped = areStopped(...pids)
  controller.unfreeze()

  expect(wereStopped).toBe(true)
  expect(areRunning(...pids)).toBe(true)
})

test('who registers while the others are frozen is stopped, and is seen to be', async () => {
  await using early = await sleep()
  await using late = await fixture('has-workers')
  const [ofLate = 0] = await late.pids()
  const told = Promise.withResolvers<FreezeEvent>()
  const controller = new FreezeController({
    mode: 'process',
    stopTimeoutMs: 20_000,
    onEvent: (event) => event.type === 'frozen' || told.resolve(event),
  })
  controller.register(early.pid)
  await controller.freezeAtEpoch(0)

  controller.register(late.pid)
  const event = await told.promise
  const wereStopped = areStopped(early.pid, late.pid, ofLate)
  controller.unfreeze()

  expect(event).toMatchObject({ type: 'stopped-late-registration', pids: [late.pid, ofLate] })
  expect(wereStopped).toBe(true)
  expect(areRunning(early.pid, late.pid, ofLate)).toBe(true)
})

test('who is unregistered while frozen runs, and the others do not', async () => {
  await using kept = await sleep()
  await using leaving = await sh('sleep 1000 & echo $!; wait')
  const [ofLeaving = 0] = await leaving.pids()
  const controller = controllerOf(kept.pid, leaving.pid)
  await controller.freezeAtEpoch(0)

  controller.unregister(leaving.pid)

  expect(areRunning(leaving.pid, ofLeaving)).toBe(true)
  expect(areStopped(kept.pid)).toBe(true)
})
