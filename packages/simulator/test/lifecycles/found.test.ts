import { expect, test } from '@jest/globals'
import { Simulator, type Invocation, type Phase } from '@sim/simulator'
import { startFunction } from '../managed/managed.ts'
import { runtime } from '../programs.ts'

// What random lifecycles have found, each without chance.

test('an invocation that is cancelled in the queue has its answer in the journal', async () => {
  const simulator = await Simulator.start({ runtime: runtime('never-answers') })
  const [, waiting] = [simulator.enqueue({}), simulator.enqueue({})]

  await simulator.stop()

  const story = simulator.journal
    .entries()
    .filter((entry) => 'requestId' in entry && entry.requestId === waiting.requestId)
    .map((entry) => [entry.type, 'status' in entry ? entry.status : undefined])
  expect(story).toEqual([
    ['invocation.queued', undefined],
    ['invocation.answered', 'failure'],
    ['invocation.ended', 'failure'],
  ])
})

test('what a follower of the journal brings when a phase begins waits for its turn', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes') })
  const invocations: Invocation[] = []
  using _follower = simulator.journal.subscribe((entry) => {
    if (entry?.type !== 'phase' || invocations.length === 8) return
    invocations.push(simulator.enqueue({ n: invocations.length }))
  })

  await simulator.waitFor(() => invocations[7]?.progress === 'ended', { what: 'all to be over' })

  expect(invocations.map((one) => one.json())).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((n) => ({ n })))
  expect(simulator.generation).toBe(1)
})

test('a managed instance takes what a follower of the journal brings when a phase begins', async () => {
  await using simulator = await startFunction(2)
  let second: Invocation | undefined
  using _follower = simulator.journal.subscribe((entry) => {
    if (entry?.type === 'phase' && entry.to === 'invoke') second ??= simulator.enqueue({})
  })

  const first = await simulator.invoke({})
  await second?.done()

  expect([first.status, second?.status]).toEqual(['success', 'success'])
})

test('followers of the phase hear of each one in order, though one of them causes the next', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes') })
  let invocation: Invocation | undefined
  using _cause = simulator.phases.subscribe((phase) => {
    if (phase === 'idle') invocation ??= simulator.enqueue({})
  })
  const heard: Phase[] = []
  using _follower = simulator.phases.subscribe((phase) => heard.push(phase))

  await simulator.waitFor(() => invocation?.progress === 'ended', { what: 'it to be over' })
  await simulator.waitForPhase('idle')

  const told = simulator.journal.entries('phase').map(({ to }) => to)
  expect(heard).toEqual(['idle', 'invoke', 'idle'])
  expect(told).toEqual(heard)
})

test('stop fails at no moment before the first process is started, and leaves nothing', async () => {
  for (const initialize of ['inside-invoke', 'on-invoke'] as const) {
    for (let moments = 0; moments < 20; moments += 1) {
      const simulator = await Simulator.start({ runtime: runtime('echoes'), initialize })
      const invocation = simulator.enqueue({})
      for (let moment = 0; moment < moments; moment += 1) await Promise.resolve()

      await simulator.stop()

      expect(invocation.status).toBe('failure')
      expect(simulator.journal.entries('unended')).toEqual([])
      expect(simulator.phase).toBe('stopped')
    }
  }
})
