import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { extension } from '../programs.ts'
import { ends, happened, living, platformError, runtimeThat } from './scene.ts'

const started = (...steps: readonly string[]) =>
  Simulator.start({
    runtime: runtimeThat(...steps),
    extensions: [extension('observes')],
    time: 'manual',
  })

const reset = (reason: string, status: string) => [
  `shutdown begins: ${reason}, 2000 ms`,
  'extension observes got SHUTDOWN',
  'extension observes ended: exit status 0',
  `invocation <id> over: ${status}`,
]

test.each([
  ['exit 3', 'exit status 3', 'Runtime exited with error: exit status 3'],
  ['exit 0', 'exit status 0', 'Runtime exited without providing a reason'],
  ['signal SIGKILL', 'signal: killed', 'Runtime exited with error: signal: killed'],
  ['signal SIGTERM', 'signal: terminated', 'Runtime exited with error: signal: terminated'],
  [
    'signal SIGSEGV',
    'signal: segmentation fault',
    'Runtime exited with error: signal: segmentation fault',
  ],
  ['signal SIGABRT', 'signal: aborted', 'Runtime exited with error: signal: aborted'],
])('a runtime that ends by %s is a Runtime.ExitError', async (step, end, message) => {
  await using simulator = await started('next', step)

  const invocation = await simulator.invoke({})
  await invocation.done()

  expect(invocation.result).toMatchObject({ status: 'error', functionError: 'Unhandled' })
  expect(invocation.json()).toEqual(
    platformError('Runtime.ExitError', invocation.requestId, message),
  )
  expect(ends(simulator, 1)).toEqual([
    'extension observes got INVOKE',
    `runtime ended: ${end}`,
    `failed: Runtime.ExitError, ${message}`,
    'invocation <id> answered: error',
    ...reset('failure', 'error'),
  ])
  expect(living(simulator)).toEqual([])
})

test('an answer reaches its caller, and nobody ends', async () => {
  await using simulator = await started('next', 'respond', 'next')

  const invocation = await simulator.invoke({ n: 1 })
  await invocation.done()

  expect(invocation.result).toMatchObject({ status: 'success', functionError: undefined })
  expect(invocation.json()).toEqual({ n: 1 })
  expect(ends(simulator)).toEqual([
    'extension observes got INVOKE',
    'invocation <id> answered: success',
    'invocation <id> over: success',
  ])
  expect(living(simulator)).toHaveLength(2)
})

test('an error that the handler reports is the caller’s, and a success of the runtime', async () => {
  await using simulator = await started('next', 'fail', 'next')

  const invocation = await simulator.invoke({})
  const report = await invocation.done()

  expect(invocation.result).toMatchObject({ status: 'error', functionError: 'Unhandled' })
  expect(invocation.text).toBe('{"errorType":"Sorry","errorMessage":"no"}')
  expect(report?.status).toBe('success')
  expect(simulator.telemetry.filter('platform.runtimeDone')[0]?.record).toMatchObject({
    status: 'success',
    metrics: { producedBytes: 0 },
  })
  expect(living(simulator)).toHaveLength(2)
})

test('a function that is too slow is a Sandbox.Timedout, and everything of it ends', async () => {
  await using simulator = await started('leave-a-child', 'next', 'stay')
  await simulator.waitForPhase('idle')

  const invocation = simulator.enqueue({})
  await happened(simulator, 'invocation.handed')
  simulator.advance(2_999)
  const before = invocation.status
  simulator.advance(1)
  const report = await invocation.done()

  expect(before).toBeUndefined()
  expect(invocation.result).toMatchObject({ status: 'timeout', functionError: 'Unhandled' })
  expect(invocation.json()).toEqual({
    errorType: 'Sandbox.Timedout',
    errorMessage: 'Task timed out after 3.00 seconds',
  })
  expect(report).toMatchObject({ status: 'timeout', metrics: { durationMs: 3_000 } })
  expect(report).not.toHaveProperty('errorType')
  expect(ends(simulator, 1)).toEqual([
    'extension observes got INVOKE',
    'failed: Sandbox.Timedout, Task timed out after 3.00 seconds',
    'invocation <id> answered: timeout',
    'shutdown begins: timeout, 2000 ms',
    'runtime ended: signal: terminated',
    ...reset('timeout', 'timeout').slice(1),
  ])
  expect(living(simulator)).toEqual([])
})

test('a runtime that dies after its answer takes nothing from the caller, and the environment is reset', async () => {
  await using simulator = await started('next', 'respond', 'exit 1')

  const invocation = await simulator.invoke({ n: 1 })
  const report = await invocation.done()

  expect(invocation.result).toMatchObject({ status: 'success', functionError: undefined })
  expect(invocation.json()).toEqual({ n: 1 })
  expect(report).toMatchObject({ status: 'error', errorType: 'Runtime.ExitError' })
  expect(ends(simulator, 1)).toEqual([
    'extension observes got INVOKE',
    'invocation <id> answered: success',
    'runtime ended: exit status 1',
    'failed: Runtime.ExitError, Runtime exited with error: exit status 1',
    ...reset('failure', 'error'),
  ])
  expect(simulator.generation).toBe(2)
  expect(living(simulator)).toEqual([])
})

test('an answer that is too large is an error for the caller, and the runtime goes on', async () => {
  await using simulator = await started(`next`, 'respond-with 6291557', 'next', 'respond', 'next')

  const failed = await simulator.invoke({})
  const next = await simulator.invoke({ n: 2 })
  await next.done()

  expect(failed.result).toMatchObject({ status: 'error', functionError: 'Unhandled' })
  expect(failed.json()).toEqual({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage:
      'Response payload size (6291557 bytes) exceeded maximum allowed payload size (6291556 bytes).',
  })
  expect(next.json()).toEqual({ n: 2 })
  expect(ends(simulator)).not.toContainEqual(expect.stringMatching(/ended|failed/))
  expect(living(simulator)).toHaveLength(2)
})

test('an answer in a mode that is none leaves the runtime stuck until the time-out', async () => {
  await using simulator = await started('next', 'respond-in-no-mode', 'stay')
  await simulator.waitForPhase('idle')

  const invocation = simulator.enqueue({})
  await invocation.completed()
  simulator.advance(3_000)
  const report = await invocation.done()

  expect(invocation.result).toMatchObject({
    status: 'error',
    errorType: 'Runtime.InvalidResponseModeHeader',
  })
  expect(report?.status).toBe('timeout')
  expect(ends(simulator, 1)).toContain('shutdown begins: timeout, 2000 ms')
  expect(living(simulator)).toEqual([])
})

test('after a reset the next invocation finds nothing of the old generation', async () => {
  await using simulator = await Simulator.start({
    runtime: runtimeThat('next', 'respond', 'next', 'exit 1'),
    extensions: [extension('observes')],
  })
  await simulator.invoke({ n: 1 })
  await simulator.enqueue({ n: 2 }).done()
  const [old] = simulator.telemetry.filter('extension').map(({ record }) => String(record))

  const third = await simulator.invoke({ n: 3 })
  const ids = simulator.extensions.map(({ id }) => id)

  expect(third.json()).toEqual({ n: 3 })
  expect(simulator.generation).toBe(2)
  expect(simulator.extensions).toHaveLength(1)
  expect(old).not.toContain(String(ids[0]))
  expect(living(simulator, 1)).toEqual([])
  expect(living(simulator, 2)).toHaveLength(2)
})

test('what a reset takes is no time of the function', async () => {
  await using simulator = await started('next', 'wait SIGUSR2', 'exit 1')
  await simulator.waitForPhase('idle')
  process.kill(simulator.processes[0]?.pid ?? NaN, 'SIGSTOP')
  const invocation = simulator.enqueue({})
  await happened(simulator, 'process.output', { text: 'waits' })
  simulator.advance(40)
  process.kill(simulator.processes.at(-1)?.pid ?? NaN, 'SIGUSR2')
  await happened(simulator, 'shutdown')
  simulator.advance(2_000)

  const report = await invocation.done()

  expect(report?.metrics).toMatchObject({ durationMs: 40, billedDurationMs: 40 })
})
