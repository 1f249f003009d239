import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { echoing, ends, extensionThat, living, platformError, runtimeThat } from './scene.ts'

const never = runtimeThat('next', 'stay')
const registered = 'register e INVOKE SHUTDOWN'

const crashes = [
  ['exit 0', 'exit status 0', 'exit code 0'],
  ['exit 4', 'exit status 4', 'exit status 4'],
  ['signal SIGKILL', 'signal: killed', 'signal: killed'],
  ['signal SIGUSR2', 'signal: user defined signal 2', 'signal: user defined signal 2'],
] as const

test.each(crashes)(
  'an extension that ends by %s during an invocation is an Extension.Crash',
  async (step, end, message) => {
    await using simulator = await Simulator.start({
      runtime: never,
      extensions: [extensionThat('e', registered, 'event', step)],
      time: 'manual',
    })

    const invocation = await simulator.invoke({})
    const report = await invocation.done()

    expect(invocation.result).toMatchObject({ status: 'error', functionError: 'Unhandled' })
    expect(invocation.json()).toEqual(
      platformError('Extension.Crash', invocation.requestId, message),
    )
    expect(report).toMatchObject({ status: 'error', errorType: 'Extension.Crash' })
    expect(ends(simulator, 1)).toEqual([
      'extension e got INVOKE',
      `extension e ended: ${end}`,
      `failed: Extension.Crash, ${message}`,
      'invocation <id> answered: error',
      'shutdown begins: failure, 2000 ms',
      'runtime ended: signal: terminated',
      'invocation <id> over: error',
    ])
    expect(living(simulator)).toEqual([])
  },
)

test('an extension that says why it ends is an Extension.ExitError, with the text of its end', async () => {
  await using simulator = await Simulator.start({
    runtime: never,
    extensions: [
      extensionThat('e', registered, 'event', 'report exit/error Extension.Sick', 'exit 4'),
    ],
    time: 'manual',
  })

  const invocation = await simulator.invoke({})
  await invocation.done()

  expect(invocation.json()).toEqual(
    platformError('Extension.ExitError', invocation.requestId, 'exit status 4'),
  )
  expect(ends(simulator, 1)).toEqual([
    'extension e got INVOKE',
    'extension e reports Extension.Sick',
    'extension e ended: exit status 4',
    'failed: Extension.ExitError, exit status 4',
    'invocation <id> answered: error',
    'shutdown begins: failure, 2000 ms',
    'runtime ended: signal: terminated',
    'invocation <id> over: error',
  ])
  expect(living(simulator)).toEqual([])
})

test('what an extension reported names the failure also when it is the runtime that ends', async () => {
  await using simulator = await Simulator.start({
    runtime: runtimeThat(
      'register inside INVOKE',
      '& next',
      'event',
      'report exit/error Extension.Sick',
      'exit 6',
    ),
    time: 'manual',
  })

  const invocation = await simulator.invoke({})
  const report = await invocation.done()

  expect(invocation.json()).toEqual(
    platformError(
      'Extension.ExitError',
      invocation.requestId,
      'Runtime exited with error: exit status 6',
    ),
  )
  expect(report?.errorType).toBe('Extension.ExitError')
  expect(ends(simulator, 1)).toEqual([
    'extension inside got INVOKE',
    'extension inside reports Extension.Sick',
    'runtime ended: exit status 6',
    'failed: Extension.ExitError, Runtime exited with error: exit status 6',
    'invocation <id> answered: error',
    'shutdown begins: failure, 500 ms',
    'invocation <id> over: error',
  ])
  expect(living(simulator)).toEqual([])
})

test('an error of an extension without a process fails nothing until the time is over', async () => {
  await using simulator = await Simulator.start({
    runtime: runtimeThat(
      'register inside INVOKE',
      '& next',
      'event',
      'report exit/error Extension.Sick',
      'stay',
    ),
    time: 'manual',
  })
  await simulator.waitForPhase('idle')

  const invocation = simulator.enqueue({})
  await simulator.waitForEntry(({ type }) => type === 'extension.error', { what: 'its error' })
  const before = invocation.progress
  simulator.advance(3_000)
  const report = await invocation.done()

  expect(before).toBe('running')
  expect(invocation.status).toBe('timeout')
  expect(report).not.toHaveProperty('errorType')
  expect(living(simulator)).toEqual([])
})

test('an extension that dies after the answer takes nothing from the caller, and the environment is reset', async () => {
  await using simulator = await Simulator.start({
    runtime: echoing,
    extensions: [extensionThat('e', registered, 'event', 'stay')],
    time: 'manual',
  })
  const invocation = await simulator.invoke({ n: 1 })
  const pid = simulator.processes.find(({ role }) => role === 'extension')?.pid ?? NaN

  process.kill(pid, 'SIGKILL')
  const report = await invocation.done()

  expect(invocation.status).toBe('success')
  expect(report).toMatchObject({ status: 'error', errorType: 'Extension.Crash' })
  expect(ends(simulator, 1)).toEqual([
    'extension e got INVOKE',
    'invocation <id> answered: success',
    'extension e ended: signal: killed',
    'failed: Extension.Crash, signal: killed',
    'shutdown begins: failure, 2000 ms',
    'runtime ended: signal: terminated',
    'invocation <id> over: error',
  ])
  expect(living(simulator)).toEqual([])
})

test('an extension that works until the time-out is cut off, and the answer stays', async () => {
  await using simulator = await Simulator.start({
    runtime: echoing,
    extensions: [extensionThat('e', registered, 'event', 'stay')],
    time: 'manual',
  })

  const invocation = await simulator.invoke({ n: 1 })
  await simulator.waitForEntry(
    (entry) => entry.type === 'telemetry' && entry.event.type === 'platform.runtimeDone',
    { what: 'the end of the runtime’s part' },
  )
  simulator.advance(3_000)
  await simulator.waitForEntry(({ type }) => type === 'shutdown', { what: 'the reset' })
  await simulator.waitForEntry(
    (entry) => entry.type === 'process.exited' && entry.role === 'runtime',
    { what: 'the end of the runtime' },
  )
  simulator.advance(2_000)
  const report = await invocation.done()

  expect(invocation.json()).toEqual({ n: 1 })
  expect(report).toMatchObject({ status: 'timeout', metrics: { durationMs: 3_000 } })
  expect(simulator.telemetry.filter('platform.runtimeDone')).toHaveLength(1)
  expect(ends(simulator, 1)).toEqual([
    'extension e got INVOKE',
    'invocation <id> answered: success',
    'failed: Sandbox.Timedout, Task timed out after 3.00 seconds',
    'shutdown begins: timeout, 2000 ms',
    'runtime ended: signal: terminated',
    'extension e ended: signal: killed',
    'invocation <id> over: timeout',
  ])
  expect(living(simulator)).toEqual([])
})
