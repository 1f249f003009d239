import { expect, test } from '@jest/globals'
import { pollUntil } from '@sim/core'
import { processState } from '@sim/freeze'
import { Simulator } from '@sim/simulator'
import { kill } from 'node:process'
import { matchers } from '../../src/matchers/matchers.ts'
import type {} from '../../src/types/jest-globals.ts'
import { failureOf } from './failure.ts'
import { functionDirectory, observes } from './programs.ts'

expect.extend(matchers)

async function frozen() {
  const simulator = await Simulator.start({
    functionDirectory,
    extensions: [observes],
    freeze: 'process',
  })
  await simulator.invoke({})
  await simulator.waitForFrozen()
  const pids = Object.fromEntries(simulator.processes.map(({ name, pid }) => [name, pid]))
  return { simulator, pids, [Symbol.asyncDispose]: () => simulator.stop() }
}

/** Waits until the kernel shows every thread of a process in one of these states. */
const untilState = (pid: number, letters: string) =>
  pollUntil(
    () => processState(pid),
    (state) => state !== 'gone' && state.threads.every((thread) => letters.includes(thread.state)),
    { what: `pid ${pid} to be in one of the states ${letters}` },
  )

test('after an invocation everything is frozen, and runs in the next', async () => {
  await using scene = await frozen()
  const { simulator } = scene

  expect(simulator).toBeFrozen()
  simulator.enqueue({ hang: true })
  expect(simulator).not.toBeFrozen()
})

test('nothing is frozen where freeze is none', async () => {
  await using simulator = await Simulator.start({ functionDirectory })
  await simulator.invoke({})

  expect(simulator).not.toBeFrozen()
  const failure = await failureOf(() => expect(simulator).toBeFrozen())

  const [{ pid } = { pid: 0 }] = simulator.processes
  expect(failure.slice(0, 5)).toEqual([
    'expect(simulator).toBeFrozen()',
    '',
    'Expected: everything to be stopped',
    'The controller says: running (option freeze is none)',
    'The kernel shows:',
  ])
  expect(failure[5]).toMatch(new RegExp(`^  pid ${pid} runtime: [RSD] \\(`))
})

test('the failure of .not lists every process', async () => {
  await using scene = await frozen()
  const { simulator, pids } = scene

  const failure = await failureOf(() => expect(simulator).not.toBeFrozen())

  expect(failure.slice(0, 5)).toEqual([
    'expect(simulator).not.toBeFrozen()',
    '',
    'Expected: everything to run',
    'The controller says: frozen',
    'The kernel shows:',
  ])
  expect(failure.slice(5).toSorted()).toEqual(
    [
      `  pid ${pids['observes']} extension observes: T (stopped)`,
      `  pid ${pids['runtime']} runtime: T (stopped)`,
    ].toSorted(),
  )
})

test('a process that someone else resumed is neither frozen nor not', async () => {
  await using scene = await frozen()
  const { simulator, pids } = scene
  kill(pids['observes'] ?? NaN, 'SIGCONT')
  await untilState(pids['observes'] ?? NaN, 'RSD')

  const failures = [
    await failureOf(() => expect(simulator).toBeFrozen()),
    await failureOf(() => expect(simulator).not.toBeFrozen()),
  ]

  for (const failure of failures) {
    expect(failure).toContain('The controller says: frozen')
    expect(failure).toContain(`  pid ${pids['runtime']} runtime: T (stopped)`)
    expect(failure).not.toContain(`  pid ${pids['observes']} extension observes: T (stopped)`)
  }
})

test('a process that someone else stopped is neither frozen nor not', async () => {
  await using simulator = await Simulator.start({ functionDirectory })
  await simulator.invoke({})
  const [{ pid } = { pid: NaN }] = simulator.processes
  kill(pid, 'SIGSTOP')
  await untilState(pid, 'T')

  expect(() => expect(simulator).toBeFrozen()).toThrow('The controller says: running')
  expect(() => expect(simulator).not.toBeFrozen()).toThrow(`pid ${pid} runtime: T (stopped)`)
})

test('what the function has started belongs to it', async () => {
  await using scene = await frozen()
  const { simulator } = scene
  const child = (await simulator.invoke({ child: true })).json() as number
  await simulator.waitForFrozen()
  expect(simulator).toBeFrozen()

  kill(child, 'SIGCONT')
  await untilState(child, 'RSD')

  expect(() => expect(simulator).toBeFrozen()).toThrow(
    new RegExp(`pid ${child} descendant: [RSD] `),
  )
  kill(child, 'SIGKILL')
  // Its stopped parent cannot reap it.
  await untilState(child, 'Z')
  expect(simulator).toBeFrozen()
})

test('what has ended while it was frozen is left out; if nothing is left, nothing is frozen', async () => {
  await using scene = await frozen()
  const { simulator, pids } = scene
  const exits = () => simulator.journal.entries('process.exited').length
  kill(pids['observes'] ?? NaN, 'SIGKILL')
  await simulator.waitFor(() => exits() === 1, { what: 'the end of the extension' })
  expect(simulator).toBeFrozen()

  kill(pids['runtime'] ?? NaN, 'SIGKILL')
  await simulator.waitFor(() => exits() === 2, { what: 'the end of the runtime' })

  expect(() => expect(simulator).toBeFrozen()).toThrow('The kernel shows no process')
})

test('without any process nothing is frozen', async () => {
  await using simulator = await Simulator.start({ freeze: 'process' })

  expect(simulator).not.toBeFrozen()
  expect(await failureOf(() => expect(simulator).toBeFrozen())).toContain(
    'The kernel shows no process',
  )
})

test('what is no simulator is refused', async () => {
  expect(() => expect({ isFrozen: true }).toBeFrozen()).toThrow(TypeError)
  expect(await failureOf(() => expect(Promise.resolve({})).not.toBeFrozen())).toContain(
    'It is a promise: await it first, or put .resolves before the matcher',
  )
})
