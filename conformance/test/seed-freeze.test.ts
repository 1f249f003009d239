import { expect } from '@jest/globals'
import { FreezeController, identify } from '@sim/freeze'
import { OsProcess } from '@sim/process'
import { Simulator } from '@sim/simulator'
import { fixtureExtension, fixtureRuntime } from '../seed/fixture.ts'
import { allRunning, threadStates } from '../seed/kernel-facts.ts'
import { patient, soon } from '../seed/patience.ts'
import { Scene } from '../seed/scene.ts'
import { seedCase } from '../seed/seed-case.ts'

/** A process that does nothing, for so long that it never ends by itself. */
function sleeper(): Promise<OsProcess> {
  return OsProcess.spawn({ name: 'sleeper', command: '/bin/sleep', args: ['1000'], env: {} })
}

/** An environment of two processes. */
const twoProcesses = {
  runtime: fixtureRuntime('answers'),
  extensions: [fixtureExtension('works-30-ms')],
}

const pidsOf = ({ processes }: Simulator) => processes.map(({ pid }) => pid)

seedCase('PROC-05', 'between two invocations every process stands still', async () => {
  await using simulator = await Simulator.start({ ...patient, ...twoProcesses, freeze: 'process' })
  await simulator.waitForPhase('idle', soon)
  const pids = pidsOf(simulator)

  const first = await simulator.invoke({ invocation: 1 })
  await simulator.waitForFrozen(soon)
  const between = pids.map(threadStates)
  const second = await simulator.invoke({ invocation: 2 })
  await simulator.waitForFrozen(soon)

  expect(between).toEqual(['T', 'T'])
  expect([first.status, second.status]).toEqual(['success', 'success'])
  expect(pids.map(threadStates)).toEqual(['T', 'T'])
  expect(simulator.journal.entries('frozen')).toHaveLength(2)
})

seedCase('FRZ-01', 'nothing is frozen unless it is asked for', async () => {
  await using simulator = await Simulator.start()

  expect(simulator.freezer.mode).toBe('none')
  expect(simulator.isFrozen).toBe(false)
})

seedCase('FRZ-02', 'without freezing no process ever stands still', async () => {
  await using simulator = await Simulator.start({ ...patient, ...twoProcesses, freeze: 'none' })
  await simulator.waitForPhase('idle', soon)
  const pids = pidsOf(simulator)

  const invocation = await simulator.invoke({ test: 'data' })
  await invocation.done(soon)
  await simulator.waitForPhase('idle', soon)

  expect(pids.map(threadStates).join('')).not.toContain('T')
  expect(simulator.isFrozen).toBe(false)
  const types = simulator.journal.entries().map(({ type }) => type)
  expect(types.filter((type) => /frozen|freeze|thaw/.test(type))).toEqual([])
})

seedCase('FRZ-03', 'freezing needs no process at the start', async () => {
  await using scene = await Scene.start({ freeze: 'process' })

  const { invocation } = await scene.serve({ test: 'data' })

  expect(scene.simulator.freezer.mode).toBe('process')
  expect(invocation.status).toBe('success')
  expect(scene.simulator.journal.entries('freeze.failed')).toEqual([])
})

seedCase('FRZ-04', 'each thaw begins an epoch, though there is nothing to thaw', async () => {
  const gone = await sleeper()
  const identity = identify(gone.pid)
  await gone.kill()
  const freezer = new FreezeController({ mode: 'process' })
  freezer.register(identity)

  const epochs = [freezer.epoch, freezer.unfreeze().epoch, freezer.unfreeze().epoch]

  expect(epochs).toEqual([0, 1, 2])
})

seedCase('FRZ-05', 'a freeze of an epoch that is over stops nothing', async () => {
  await using child = await sleeper()
  const freezer = new FreezeController({ mode: 'process' })
  freezer.register(identify(child.pid))
  const { epoch } = freezer
  freezer.unfreeze()

  const outcome = await freezer.freezeAtEpoch(epoch)

  expect(outcome).toBe('superseded')
  expect(freezer.isFrozen).toBe(false)
  expect(threadStates(child.pid)).not.toContain('T')
})

seedCase('FRZ-06', 'a freeze of nothing is an error', async () => {
  const freezer = new FreezeController({ mode: 'process' })

  const freeze = freezer.freezeAtEpoch(freezer.epoch)

  await expect(freeze).rejects.toMatchObject({ code: 'ERR_FREEZE_NO_PID' })
})

seedCase('FRZ-08', 'a process stands still when the freeze resolves', async () => {
  await using child = await sleeper()
  const freezer = new FreezeController({ mode: 'process' })
  freezer.register(identify(child.pid))

  const outcome = await freezer.freezeAtEpoch(0)
  const frozen = [freezer.isFrozen, threadStates(child.pid)]
  freezer.unfreeze()

  expect(outcome).toBe('frozen')
  expect(frozen).toEqual([true, 'T'])
  expect([freezer.isFrozen, freezer.epoch]).toEqual([false, 1])
  await allRunning([child.pid])
})

seedCase('FRZ-10', 'the freezer can be inspected, whatever the mode', async () => {
  await using child = await sleeper()
  await using simulator = await Simulator.start()
  simulator.freezer.register(identify(child.pid))

  const { mode, epoch, isFrozen, members } = simulator.freezer

  expect({ mode, epoch, isFrozen }).toEqual({ mode: 'none', epoch: 0, isFrozen: false })
  expect(members).toMatchObject([{ pid: child.pid }])
})

seedCase('FRZ-12', 'five quick invocations are served in order', async () => {
  await using scene = await Scene.start()
  const queued = [0, 1, 2, 3, 4].map((iteration) => scene.simulator.enqueue({ iteration }))

  const order = []
  for (const { requestId } of queued) {
    const event = await scene.runtime.next()
    order.push([event.requestId === requestId, event.json()])
    await scene.runtime.respond(event.requestId, { ok: true })
  }

  expect(order).toEqual([0, 1, 2, 3, 4].map((iteration) => [true, { iteration }]))
  await queued.at(-1)?.completed()
  expect(new Set(queued.map(({ status }) => status))).toEqual(new Set(['success']))
})

seedCase('FRZ-13', 'new work makes a freeze that was planned before it obsolete', async () => {
  await using child = await sleeper()
  await using scene = await Scene.start({ freeze: 'process' })
  await scene.ready()
  const { freezer } = scene.simulator
  freezer.register(identify(child.pid))
  scene.simulator.enqueue({ invocation: 1 })
  const stale = freezer.epoch

  scene.simulator.enqueue({ invocation: 2 })
  const outcome = await freezer.freezeAtEpoch(stale)

  expect(freezer.epoch).toBe(stale + 1)
  expect(outcome).toBe('superseded')
  expect(threadStates(child.pid)).not.toContain('T')
})

seedCase('FRZ-14', 'two invocations are told apart', async () => {
  await using scene = await Scene.start()
  await scene.extension('i')

  const first = await scene.serve({ invocation: 1 }, { result: 1 })
  const second = await scene.serve({ invocation: 2 }, { result: 2 })

  expect(first.invocation.requestId).not.toBe(second.invocation.requestId)
  const results = [first, second].map(({ invocation }) => [invocation.status, invocation.json()])
  expect(results).toEqual([
    ['success', { result: 1 }],
    ['success', { result: 2 }],
  ])
  const reports = scene.simulator.telemetry.filter('platform.report')
  expect(reports.map(({ record }) => record.requestId)).toEqual(
    [first, second].map(({ invocation }) => invocation.requestId),
  )
})

seedCase('FRZ-15', 'three processes stand still and go on together', async () => {
  await using first = await sleeper()
  await using second = await sleeper()
  await using third = await sleeper()
  const pids = [first, second, third].map(({ pid }) => pid)
  const freezer = new FreezeController({ mode: 'process' })
  for (const pid of pids) freezer.register(identify(pid))

  await freezer.freezeAtEpoch(0)
  const frozen = pids.map(threadStates)
  const { resumed } = freezer.unfreeze()

  expect(frozen).toEqual(['T', 'T', 'T'])
  expect(resumed.map(({ pid }) => pid).sort()).toEqual([...pids].sort())
  await allRunning(pids)
})
