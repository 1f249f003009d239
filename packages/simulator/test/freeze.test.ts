import { expect, test } from '@jest/globals'
import { pollUntil } from '@sim/core'
import { processState } from '@sim/freeze'
import { Simulator } from '@sim/simulator'
import { extension, runtime } from './programs.ts'

/** The states of all threads of a process, as letters. */
const letters = (pid: number) => {
  const state = processState(pid)
  return state === 'gone'
    ? 'gone'
    : [...new Set(state.threads.map((thread) => thread.state))].join('')
}

// What nobody has reaped yet is dead all the same.
const isAlive = (pid: number) => !['gone', 'Z'].includes(letters(pid))

test('after an invocation every process is stopped, whole trees, and thawed for the next', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('works-in-children'),
    extensions: [extension('observes')],
    freeze: 'process',
  })
  const tree = (await simulator.invoke({})).json() as number[]

  await simulator.waitForFrozen()

  const pids = [...tree, ...simulator.processes.map(({ pid }) => pid)]
  expect(pids.map(letters)).toEqual(pids.map(() => 'T'))
  const again = await simulator.invoke({})
  expect(again.json()).toEqual(tree)
  expect(simulator.journal.entries('thawed')).toHaveLength(1)
  await simulator.waitForFrozen()
})

test('nothing is frozen while there is work in the queue', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes'), freeze: 'process' })
  await simulator.waitForPhase('idle')

  const last = [1, 2, 3, 4, 5].map((n) => simulator.enqueue({ n })).at(-1)
  await last?.done()
  await simulator.waitForFrozen()

  expect(simulator.journal.entries('frozen')).toHaveLength(1)
  const types = simulator.journal.entries().map(({ type }) => type)
  expect(types.lastIndexOf('invocation.ended')).toBeLessThan(types.indexOf('frozen'))
})

test('work that comes while it freezes supersedes the freeze, and is not lost', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes'), freeze: 'process' })

  for (let turn = 0; turn < 50; turn += 1) {
    const invocation = simulator.enqueue({ turn })
    await invocation.done()
    expect(invocation.json()).toEqual({ turn })
  }

  await simulator.waitForFrozen()
  expect(letters(simulator.processes[0]?.pid ?? 0)).toBe('T')
})

test('with freeze none nothing is ever stopped, and the epoch still counts', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes') })
  const { epoch } = simulator.freezer

  await simulator.enqueue({}).done()

  expect(simulator.freezer.epoch).toBe(epoch + 1)
  expect(simulator.isFrozen).toBe(false)
  expect(letters(simulator.processes[0]?.pid ?? 0)).not.toContain('T')
})

test('a frozen environment shuts down as gracefully as a running one', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('echoes'),
    extensions: [extension('observes')],
    freeze: 'process',
  })
  await simulator.invoke({})
  await simulator.waitForFrozen()

  await simulator.shutdown()

  const reasons = simulator.journal
    .entries('process.exited')
    .map(({ name, reason }) => [name, reason.signal ?? reason.code])
  expect(reasons).toEqual([
    ['runtime', 'SIGTERM'],
    ['observes', 0],
  ])
})

test('a frozen environment can be stopped at once', async () => {
  const simulator = await Simulator.start({
    runtime: runtime('works-in-children'),
    freeze: 'process',
  })
  const tree = (await simulator.invoke({})).json() as number[]
  await simulator.waitForFrozen()

  await simulator.stop()

  // Only our own child is reaped by us; what it left behind dies of the same signal in its own time.
  const alive = () => tree.filter(isAlive)
  await pollUntil(alive, (pids) => pids.length === 0, { what: 'the whole tree to end' })
})

test('a process that dies frozen fails the next invocation', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes'), freeze: 'process' })
  await simulator.invoke({})
  await simulator.waitForFrozen()
  process.kill(simulator.processes[0]?.pid ?? NaN, 'SIGKILL')
  await simulator.waitForEntry(({ type }) => type === 'process.exited', { what: 'its end' })

  const failed = await simulator.invoke({})
  const next = await simulator.invoke({ n: 2 })

  expect(failed.result?.errorType).toBe('Runtime.ExitError')
  expect(next.json()).toEqual({ n: 2 })
})
