import { expect, test } from '@jest/globals'
import { pollUntil } from '@sim/core'
import { Simulator } from '@sim/simulator'
import { aWhile } from '../time/real-events.ts'
import { echoing, ends, extensionThat, happened, isAlive, living, runtimeThat } from './scene.ts'

const deaf = runtimeThat('ignore SIGTERM', 'next', 'respond', 'again 1')
const wantsBoth = 'register e INVOKE SHUTDOWN'

test('first the runtime gets SIGTERM and SIGKILL after 600 of 2000 ms, then extensions hear of it', async () => {
  await using simulator = await Simulator.start({
    runtime: deaf,
    extensions: [extensionThat('e', wantsBoth, 'event', 'exit 0')],
    time: 'manual',
  })
  await simulator.waitForPhase('idle')

  const shutdown = simulator.shutdown()
  await happened(simulator, 'process.output', { text: 'SIGTERM' })
  simulator.advance(599)
  await aWhile()
  const before = simulator.processes.map(({ name }) => name)
  simulator.advance(1)
  await shutdown

  expect(before).toEqual(['e', 'runtime'])
  expect(ends(simulator)).toEqual([
    'shutdown begins: spindown, 2000 ms',
    'runtime ended: signal: killed',
    'extension e got SHUTDOWN',
    'extension e ended: exit status 0',
  ])
  expect(living(simulator)).toEqual([])
})

test('an extension that does not want SHUTDOWN is killed when the runtime is gone', async () => {
  await using simulator = await Simulator.start({
    runtime: echoing,
    extensions: [
      extensionThat('e', 'ignore SIGTERM', 'register e INVOKE', 'event', 'stay'),
      extensionThat('f', 'ignore SIGTERM', 'register f', 'event', 'stay'),
    ],
    time: 'manual',
  })
  await simulator.waitForPhase('idle')

  await simulator.shutdown()

  const [began, runtime, ...extensions] = ends(simulator)
  expect([began, runtime]).toEqual([
    'shutdown begins: spindown, 2000 ms',
    'runtime ended: signal: terminated',
  ])
  expect(extensions.toSorted()).toEqual([
    'extension e ended: signal: killed',
    'extension f ended: signal: killed',
  ])
  expect(simulator.journal.entries('process.output').map(({ text }) => text)).not.toContain(
    'SIGTERM',
  )
  expect(living(simulator)).toEqual([])
})

test('an extension that is still at work gets SHUTDOWN when it asks for its next event', async () => {
  await using simulator = await Simulator.start({
    runtime: runtimeThat('next', 'stay'),
    extensions: [
      extensionThat('e', wantsBoth, 'event', 'ignore SIGUSR2', 'wait SIGUSR2', 'event', 'exit 0'),
    ],
    time: 'manual',
  })
  await simulator.waitForPhase('idle')
  const invocation = simulator.enqueue({})
  await happened(simulator, 'invocation.handed')
  await happened(simulator, 'process.output', { text: 'waits' })
  simulator.advance(3_000)
  await happened(simulator, 'process.exited', { role: 'runtime' })
  const handedBefore = simulator.journal.entries('extension.handed').map(({ event }) => event)
  process.kill(simulator.processes[0]?.pid ?? NaN, 'SIGUSR2')

  await invocation.done()

  expect(handedBefore).toEqual(['INVOKE'])
  expect(ends(simulator, 1)).toEqual([
    'extension e got INVOKE',
    'failed: Sandbox.Timedout, Task timed out after 3.00 seconds',
    'invocation <id> answered: timeout',
    'shutdown begins: timeout, 2000 ms',
    'runtime ended: signal: terminated',
    'extension e got SHUTDOWN',
    'extension e ended: exit status 0',
    'invocation <id> over: timeout',
  ])
  expect(living(simulator)).toEqual([])
})

test('an extension that asks again instead of ending is killed at the deadline', async () => {
  await using simulator = await Simulator.start({
    runtime: echoing,
    extensions: [extensionThat('e', wantsBoth, 'event', 'event', 'exit 0')],
    time: 'manual',
  })
  await simulator.waitForPhase('idle')

  const shutdown = simulator.shutdown()
  await happened(simulator, 'extension.handed', { event: 'SHUTDOWN' })
  simulator.advance(1_999)
  await aWhile()
  const before = simulator.processes.length
  simulator.advance(1)
  await shutdown

  expect(before).toBe(1)
  expect(ends(simulator).slice(-2)).toEqual([
    'extension e got SHUTDOWN',
    'extension e ended: signal: killed',
  ])
  expect(living(simulator)).toEqual([])
})

test('a runtime with an extension inside has the whole 500 ms', async () => {
  await using simulator = await Simulator.start({
    runtime: runtimeThat('ignore SIGTERM', 'register inside INVOKE', '& next', 'event', 'stay'),
    time: 'manual',
  })
  await simulator.waitForPhase('idle')

  const shutdown = simulator.shutdown()
  await happened(simulator, 'process.output', { text: 'SIGTERM' })
  simulator.advance(499)
  await aWhile()
  const before = simulator.processes.length
  simulator.advance(1)
  await shutdown

  expect(before).toBe(1)
  expect(ends(simulator)).toEqual([
    'shutdown begins: spindown, 500 ms',
    'runtime ended: signal: killed',
  ])
  expect(living(simulator)).toEqual([])
})

test('what a process left behind is gone with its generation', async () => {
  await using simulator = await Simulator.start({
    runtime: runtimeThat('next', 'leave-a-child', 'exit 1'),
    extensions: [extensionThat('e', 'leave-a-child', wantsBoth, 'event', 'event', 'exit 0')],
  })

  await simulator.enqueue({}).done()
  const children = simulator.journal
    .entries('process.output')
    .map(({ text }) => /^left (\d+)$/.exec(text)?.[1])
    .filter((pid) => pid !== undefined)

  expect(children).toHaveLength(2)
  await pollUntil(
    () => children.map(Number).filter(isAlive),
    (left) => left.length === 0,
    {
      what: 'the end of what was left behind',
    },
  )
  expect(living(simulator)).toEqual([])
})

test('a shutdown that is asked for while a reset goes on waits for it, and ends what is left', async () => {
  await using simulator = await Simulator.start({
    runtime: runtimeThat('next', 'exit 1'),
    extensions: [extensionThat('e', wantsBoth, 'event', 'event', 'exit 0')],
  })
  const invocation = simulator.enqueue({})
  await invocation.completed()

  await simulator.shutdown()

  expect(invocation.progress).toBe('ended')
  expect(simulator.phase).toBe('stopped')
  expect(simulator.journal.entries('shutdown').map(({ reason }) => reason)).toEqual([
    'failure',
    'spindown',
  ])
  expect(living(simulator)).toEqual([])
})
