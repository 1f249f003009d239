import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { extension, runtime } from './programs.ts'

const errorObject = (errorType: string, requestId: string, message: string) => ({
  errorType,
  errorMessage: `RequestId: ${requestId} Error: ${message}`,
})

test.each([
  [{ exit: 3 }, 'Runtime exited with error: exit status 3'],
  [{ exit: 0 }, 'Runtime exited without providing a reason'],
  [{ signal: 'SIGKILL' }, 'Runtime exited with error: signal: killed'],
])(
  'a runtime that ends on %j fails its invocation, and a fresh one serves the next',
  async (event, message) => {
    await using simulator = await Simulator.start({ runtime: runtime('exits-when-told') })

    const failed = await simulator.invoke(event)
    const next = await simulator.invoke({ n: 2 })

    expect(failed.status).toBe('error')
    expect(failed.result?.functionError).toBe('Unhandled')
    expect(failed.json()).toEqual(errorObject('Runtime.ExitError', failed.requestId, message))
    expect(next.json()).toEqual({ n: 2 })
    expect(simulator.generation).toBe(2)
    expect(simulator.telemetry.filter('platform.runtimeDone')[0]?.record).toMatchObject({
      status: 'error',
      errorType: 'Runtime.ExitError',
    })
  },
)

test('telemetry of a crash and of the init inside the next invocation comes in order', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('exits-when-told') })
  await simulator.invoke({ exit: 1 })

  await simulator.enqueue({}).done()

  const told = simulator.telemetry.events().map(({ type, record }) => {
    const { phase, status } = record as { phase?: string; status?: string }
    return [type.replace('platform.', ''), phase, status].filter(Boolean).join(' ')
  })
  expect(told).toEqual([
    'initStart init',
    'initRuntimeDone init success',
    'initReport init success',
    'start',
    'runtimeDone error',
    'report error',
    'initStart invoke',
    'initRuntimeDone invoke success',
    'initReport invoke success',
    'start',
    'runtimeDone success',
    'report success',
  ])
})

test('a function that is too slow times out, and what it started is gone', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('never-answers'),
    extensions: [extension('observes')],
    timeoutMs: 500,
  })
  await simulator.waitForPhase('idle')
  const pids = simulator.processes.map(({ pid }) => pid)

  const invocation = simulator.enqueue({})
  const report = await invocation.done()

  expect(invocation.status).toBe('timeout')
  expect(invocation.json()).toEqual({
    errorType: 'Sandbox.Timedout',
    errorMessage: 'Task timed out after 0.50 seconds',
  })
  expect(report).toMatchObject({ status: 'timeout', metrics: { durationMs: 500 } })
  expect(simulator.journal.entries('shutdown')).toMatchObject([{ reason: 'timeout' }])
  expect(simulator.telemetry.filter('extension').map(({ record }) => record)).toContainEqual(
    expect.stringContaining('"shutdownReason":"timeout"'),
  )
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

test('an extension that ends during an invocation fails it', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('never-answers'),
    extensions: [extension('crashes-on-invoke')],
  })

  const invocation = await simulator.invoke({})

  expect(invocation.json()).toEqual(
    errorObject('Extension.Crash', invocation.requestId, 'exit status 9'),
  )
})

test('an extension that ends before it registers fails init, and again the invocation', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('echoes'),
    extensions: [extension('crashes-before-register')],
  })

  const invocation = await simulator.invoke({})

  expect(invocation.json()).toEqual(
    errorObject('Extension.Crash', invocation.requestId, 'exit status 2'),
  )
  expect(
    simulator.telemetry.filter('platform.initReport').map(({ record }) => record),
  ).toMatchObject([
    { phase: 'init', status: 'error', errorType: 'Extension.Crash' },
    { phase: 'invoke', status: 'error', errorType: 'Extension.Crash' },
  ])
  expect(simulator.telemetry.filter('platform.initRuntimeDone')).toEqual([])
})

test('the caller sees the init error that the runtime reported', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('exits-in-init') })

  const invocation = await simulator.invoke({})

  expect(invocation.result).toMatchObject({
    status: 'error',
    errorType: 'Runtime.ImportModuleError',
  })
  expect(invocation.json()).toMatchObject({ errorMessage: 'no such module' })
})

test('a runtime that ends in init without a word is a Runtime.ExitError', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('exits-in-init', { REPORT: 'no' }),
  })

  const invocation = await simulator.invoke({})

  expect(invocation.json()).toEqual(
    errorObject(
      'Runtime.ExitError',
      invocation.requestId,
      'Runtime exited with error: exit status 1',
    ),
  )
})

test('a runtime that cannot be started is a Runtime.InvalidEntrypoint', async () => {
  await using simulator = await Simulator.start({ runtime: { command: '/no/bootstrap' } })

  const invocation = await simulator.invoke({})

  expect(invocation.json()).toEqual(
    errorObject(
      'Runtime.InvalidEntrypoint',
      invocation.requestId,
      'fork/exec /no/bootstrap: no such file or directory',
    ),
  )
})

test('an extension that cannot be started is an Extension.LaunchError', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('echoes'),
    extensions: [{ command: '/no/extension' }],
  })

  const invocation = await simulator.invoke({})

  expect(invocation.result?.errorType).toBe('Extension.LaunchError')
  expect(simulator.telemetry.filter('platform.extension')[0]?.record).toMatchObject({
    name: 'extension',
    state: 'LaunchError',
  })
})

test('a runtime that dies while nothing runs fails the next invocation, once', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes') })
  await simulator.waitForPhase('idle')
  process.kill(simulator.processes[0]?.pid ?? NaN, 'SIGKILL')
  await simulator.waitForEntry(({ type }) => type === 'process.exited', { what: 'its end' })

  const failed = await simulator.invoke({ n: 1 })
  const next = await simulator.invoke({ n: 2 })

  expect(failed.json()).toEqual(
    errorObject('Runtime.ExitError', failed.requestId, 'Runtime exited with error: signal: killed'),
  )
  expect(next.json()).toEqual({ n: 2 })
})

test('an init that takes too long is tried again inside the invocation, under the function’s time', async () => {
  await using simulator = await Simulator.start({
    runtime: { command: 'sleep', args: ['1000'] },
    initTimeoutMs: 100,
    timeoutMs: 200,
  })

  const invocation = simulator.enqueue({})
  await invocation.done()

  expect(invocation.status).toBe('timeout')
  expect(
    simulator.telemetry.filter('platform.initReport').map(({ record }) => record),
  ).toMatchObject([
    { phase: 'init', status: 'timeout' },
    { phase: 'invoke', status: 'error', errorType: 'Runtime.Unknown' },
  ])
})

test('a runtime that nobody starts times the invocation out instead of hanging', async () => {
  await using simulator = await Simulator.start({ initTimeoutMs: 100, timeoutMs: 100 })

  const invocation = await simulator.invoke({})

  expect(invocation.status).toBe('timeout')
})
