import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { extension, runtime } from '../programs.ts'
import { aWhile } from './real-events.ts'

const names = (simulator: Simulator) => simulator.processes.map(({ name }) => name)
const deathOf = (simulator: Simulator, name: string) =>
  simulator.waitForEntry((entry) => entry.type === 'process.exited' && entry.name === name, {
    what: `the end of ${name}`,
  })

test('the runtime has its share of a manual SHUTDOWN, extensions what is left', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('ignores-sigterm'),
    extensions: [extension('ignores-shutdown')],
    time: 'manual',
  })
  await simulator.waitForPhase('idle')

  const shutdown = simulator.shutdown()
  simulator.advance(599)
  await aWhile()
  const beforeShare = names(simulator)
  simulator.advance(1)
  const runtimeEnd = await deathOf(simulator, 'runtime')
  await simulator.waitForEntry(({ type }) => type === 'extension.handed', { what: 'SHUTDOWN' })
  simulator.advance(1_399)
  await aWhile()
  const beforeDeadline = names(simulator)
  simulator.advance(1)
  await shutdown

  expect(beforeShare).toEqual(['ignores-shutdown', 'runtime'])
  expect(runtimeEnd).toMatchObject({ reason: { signal: 'SIGKILL' } })
  expect(beforeDeadline).toEqual(['ignores-shutdown'])
  expect(simulator.journal.entries('process.exited').at(-1)?.reason.signal).toBe('SIGKILL')
  expect(simulator.phase).toBe('stopped')
})

test('a scaled SHUTDOWN keeps its shares', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('ignores-sigterm'),
    extensions: [extension('ignores-shutdown')],
    // Twenty seconds, since they are not to strike.
    initTimeoutMs: 20_000_000,
    timeoutMs: 20_000_000,
    shutdownTimeoutMs: 900_000,
    time: { scale: 0.001 },
  })
  await simulator.waitForPhase('idle')

  await simulator.shutdown()

  const [began] = simulator.journal.entries('shutdown')
  const ends = simulator.journal
    .entries('process.exited')
    .map(({ atMs }) => atMs - (began?.atMs ?? NaN))
  expect(began?.budgetMs).toBe(900_000)
  expect(ends[0]).toBeGreaterThanOrEqual(269)
  expect(ends[0]).toBeLessThan(ends[1] ?? NaN)
  expect(ends[1]).toBeGreaterThanOrEqual(899)
})

test('a SHUTDOWN without a budget needs no time', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('ignores-sigterm'),
    extensions: [extension('ignores-shutdown')],
    shutdownTimeoutMs: 0,
    time: 'manual',
  })
  await simulator.waitForPhase('idle')

  await simulator.shutdown()

  expect(simulator.processes).toEqual([])
})

test('who ends in order does not need the time to be moved on', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('echoes'),
    extensions: [extension('observes')],
    time: 'manual',
  })
  await simulator.invoke({})

  await simulator.shutdown()

  const ends = simulator.journal
    .entries('process.exited')
    .map(({ name, reason }) => [name, reason.signal ?? reason.code])
  expect(ends).toEqual([
    ['runtime', 'SIGTERM'],
    ['observes', 0],
  ])
})
