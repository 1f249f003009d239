import { expect, test } from '@jest/globals'
import { Simulator, type SimulatorOptions } from '@sim/simulator'
import { readFileSync } from 'node:fs'
import { echoing, extensionThat, happened, runtimeThat, story } from './scene.ts'

/** What is documented, as the journal is to tell it: the lines of a file beside this one that are no comments. */
function documented(name: string): string[] {
  const text = readFileSync(new URL(`timelines/${name}.txt`, import.meta.url), 'utf8')
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}

const start = (options: SimulatorOptions) =>
  Simulator.start({ time: 'manual', tracing: 'pass-through', ...options })

const follower = extensionThat('e', 'register e INVOKE SHUTDOWN', 'event', 'event', 'exit 0')
/** Ends at its first event, which is SHUTDOWN. */
const ender = extensionThat('e', 'register e SHUTDOWN', 'event', 'exit 0')

/** The extension of this generation asked for its first event, and the runtime waits for a signal. */
async function bothWait(simulator: Simulator, generation: number): Promise<void> {
  await simulator.waitForEntry(
    (entry) => entry.type === 'extension.polled' && entry.generation === generation,
    { what: 'the extension to poll' },
  )
  await simulator.waitForEntry(
    (entry) =>
      entry.type === 'process.output' && entry.generation === generation && entry.text === 'waits',
    { what: 'the runtime to wait' },
  )
}

function signalRuntime(simulator: Simulator): void {
  const runtime = simulator.processes.find(({ role }) => role === 'runtime')
  process.kill(runtime?.pid ?? NaN, 'SIGUSR2')
}

test('a cold start that succeeds, and a warm one', async () => {
  await using simulator = await start({
    runtime: runtimeThat('wait SIGUSR2', 'next', 'respond', 'again 1'),
    extensions: [
      extensionThat('e', 'register e INVOKE SHUTDOWN', 'event', 'event', 'event', 'exit 0'),
    ],
  })
  await bothWait(simulator, 1)
  simulator.advance(235)
  signalRuntime(simulator)
  await simulator.enqueue({}).done()

  await simulator.enqueue({}).done()

  expect(story(simulator)).toEqual(documented('cold-and-warm-start'))
})

test('an init that fails, and again inside the invocation', async () => {
  await using simulator = await start({
    runtime: runtimeThat('wait SIGUSR2', 'init-error Runtime.ImportModuleError', 'exit 1'),
    extensions: [ender],
  })
  await bothWait(simulator, 1)
  simulator.advance(305)
  signalRuntime(simulator)
  await simulator.waitForPhase('dormant')
  const invocation = simulator.enqueue({})
  await bothWait(simulator, 2)
  simulator.advance(422)
  signalRuntime(simulator)

  await invocation.done()

  expect(story(simulator)).toEqual(documented('init-failure'))
})

test('an init that fails, and succeeds inside the invocation', async () => {
  await using simulator = await start({
    runtime: runtimeThat('wait SIGUSR2', 'next', 'respond', 'again 1'),
    extensions: [extensionThat('e', 'register e SHUTDOWN', 'event', 'exit 0')],
  })
  await bothWait(simulator, 1)
  process.kill(simulator.processes.at(-1)?.pid ?? NaN, 'SIGKILL')
  await simulator.waitForPhase('dormant')
  const invocation = simulator.enqueue({})
  await bothWait(simulator, 2)
  simulator.advance(150)
  signalRuntime(simulator)

  await invocation.done()

  expect(story(simulator)).toEqual(documented('init-retried'))
})

test('an init that takes too long, and again inside the invocation', async () => {
  await using simulator = await start({
    runtime: runtimeThat('wait SIGUSR2'),
    extensions: [ender],
  })
  await bothWait(simulator, 1)
  simulator.advance(10_000)
  await simulator.waitForPhase('dormant')
  const invocation = simulator.enqueue({})
  await bothWait(simulator, 2)
  simulator.advance(3_000)

  await invocation.done()

  expect(story(simulator)).toEqual(documented('init-time-out'))
})

test('a handler that reports an error', async () => {
  await using simulator = await start({ runtime: runtimeThat('next', 'fail', 'next') })
  await simulator.waitForPhase('idle')

  await simulator.enqueue({}).done()

  expect(story(simulator)).toEqual(documented('handled-error'))
})

test('a runtime that crashes, and the init inside the next invocation', async () => {
  await using simulator = await start({
    runtime: runtimeThat('next', 'wait SIGUSR2', 'exit 1'),
    extensions: [follower],
  })
  await simulator.waitForPhase('idle')
  const crashed = simulator.enqueue({})
  await happened(simulator, 'process.output', { text: 'waits' })
  simulator.advance(41)
  signalRuntime(simulator)
  await crashed.done()

  simulator.enqueue({})
  await simulator.waitForEntry(
    (entry) => entry.type === 'invocation.handed' && entry.generation === 2,
    { what: 'the second event' },
  )

  expect(story(simulator)).toEqual(documented('crash'))
})

test('an extension that crashes', async () => {
  await using simulator = await start({
    runtime: runtimeThat('next', 'stay'),
    extensions: [extensionThat('e', 'register e INVOKE SHUTDOWN', 'event', 'exit 1')],
  })
  await simulator.waitForPhase('idle')

  await simulator.enqueue({}).done()

  expect(story(simulator)).toEqual(documented('extension-crash'))
})

test('a function of five seconds that is too slow, after a cold start', async () => {
  await using simulator = await start({
    runtime: runtimeThat('wait SIGUSR2', 'next', 'stay'),
    extensions: [follower],
    timeoutMs: 5_000,
  })
  await bothWait(simulator, 1)
  simulator.advance(578.5)
  signalRuntime(simulator)
  await simulator.waitForPhase('idle')
  const invocation = simulator.enqueue({})
  await happened(simulator, 'invocation.handed')
  simulator.advance(5_000)

  await invocation.done()

  expect(story(simulator)).toEqual(documented('time-out'))
})

test('an extension that holds on until the time-out', async () => {
  await using simulator = await start({
    runtime: echoing,
    extensions: [extensionThat('e', 'register e INVOKE', 'event', 'stay')],
  })
  await simulator.waitForPhase('idle')
  const invocation = simulator.enqueue({})
  await simulator.waitForEntry(
    (entry) => entry.type === 'telemetry' && entry.event.type === 'platform.runtimeDone',
    { what: 'the end of the runtime’s part' },
  )
  simulator.advance(3_000)

  await invocation.done()

  expect(story(simulator)).toEqual(documented('extension-holds-on'))
})

test('a shutdown', async () => {
  await using simulator = await start({ runtime: echoing, extensions: [ender] })
  await simulator.waitForPhase('idle')

  await simulator.shutdown()

  expect(story(simulator)).toEqual(documented('shutdown'))
})

test('a shutdown without extensions', async () => {
  await using simulator = await start({ runtime: echoing })
  await simulator.waitForPhase('idle')

  await simulator.shutdown()

  expect(story(simulator)).toEqual(documented('shutdown-without-extensions'))
})
