import { expect, test } from '@jest/globals'
import { localSandbox, Simulator } from '@sim/simulator'
import { extension } from '../programs.ts'
import {
  echoing,
  ends,
  extensionThat,
  happened,
  living,
  platformError,
  runtimeThat,
} from './scene.ts'

const killed = 'Runtime exited with error: signal: killed'

test('a runtime with more memory than its function has is out of memory', async () => {
  await using simulator = await Simulator.start({
    runtime: runtimeThat('next', 'fill 400', 'respond'),
    extensions: [extension('observes')],
    memorySizeMb: 256,
    memoryLimit: 'enforced',
    timeoutMs: 60_000,
  })

  const invocation = await simulator.invoke({})
  const report = await invocation.done()

  expect(invocation.result).toMatchObject({ status: 'error', functionError: 'Unhandled' })
  expect(invocation.json()).toEqual(
    platformError('Runtime.OutOfMemory', invocation.requestId, killed),
  )
  expect(report).toMatchObject({
    status: 'error',
    errorType: 'Runtime.OutOfMemory',
    metrics: { memorySizeMB: 256, maxMemoryUsedMB: 256 },
  })
  expect(simulator.telemetry.filter('platform.runtimeDone')[0]?.record).toMatchObject({
    status: 'error',
    errorType: 'Runtime.OutOfMemory',
  })
  expect(ends(simulator, 1)).toEqual([
    'extension observes got INVOKE',
    expect.stringMatching(/^runtime killed for its memory: \d+ MB of 256 MB$/),
    'runtime ended: signal: killed',
    `failed: Runtime.OutOfMemory, ${killed}`,
    'invocation <id> answered: error',
    'shutdown begins: failure, 2000 ms',
    'extension observes got SHUTDOWN',
    'extension observes ended: exit status 0',
    'invocation <id> over: error',
  ])
  expect(living(simulator)).toEqual([])
})

test('a runtime within its memory is left alone', async () => {
  await using simulator = await Simulator.start({
    runtime: runtimeThat('next', 'fill 40', 'respond', 'next'),
    memorySizeMb: 512,
    memoryLimit: 'enforced',
    timeoutMs: 60_000,
  })

  const invocation = await simulator.invoke({ n: 1 })
  const report = await invocation.done()

  expect(invocation.json()).toEqual({ n: 1 })
  expect(report?.metrics.maxMemoryUsedMB).toBeGreaterThan(40)
  expect(report?.metrics.maxMemoryUsedMB).toBeLessThan(512)
})

test('a limit of the runtime alone does not count what others use', async () => {
  await using simulator = await Simulator.start({
    runtime: { ...runtimeThat('next', 'fill 400', 'respond'), memoryLimitMb: 200 },
    extensions: [
      extensionThat('e', 'register e INVOKE SHUTDOWN', 'fill 250', 'event', 'event', 'exit 0'),
    ],
    timeoutMs: 60_000,
  })

  const invocation = await simulator.invoke({})

  expect(invocation.result?.errorType).toBe('Runtime.OutOfMemory')
  expect(simulator.journal.entries('memory.exceeded')).toMatchObject([
    { role: 'runtime', limitMb: 200 },
  ])
})

test('an extension with more memory than it may have is an extension that crashed', async () => {
  await using simulator = await Simulator.start({
    runtime: runtimeThat('next', 'stay'),
    extensions: [
      {
        ...extensionThat('e', 'register e INVOKE', 'event', 'fill 400', 'event'),
        memoryLimitMb: 200,
      },
    ],
    timeoutMs: 60_000,
  })

  const invocation = await simulator.invoke({})
  await invocation.done()

  expect(invocation.json()).toEqual(
    platformError('Extension.Crash', invocation.requestId, 'signal: killed'),
  )
  expect(ends(simulator, 1)).toEqual([
    'extension e got INVOKE',
    expect.stringMatching(/^extension e killed for its memory: \d+ MB of 200 MB$/),
    'extension e ended: signal: killed',
    'failed: Extension.Crash, signal: killed',
    'invocation <id> answered: error',
    'shutdown begins: failure, 2000 ms',
    'runtime ended: signal: terminated',
    'invocation <id> over: error',
  ])
  expect(living(simulator)).toEqual([])
})

test('a runtime that is out of memory in init fails it, and the invocation that tries again', async () => {
  await using simulator = await Simulator.start({
    runtime: { ...runtimeThat('fill 400', 'next'), memoryLimitMb: 200 },
    timeoutMs: 60_000,
  })

  const invocation = await simulator.invoke({})

  expect(invocation.json()).toEqual(
    platformError('Runtime.OutOfMemory', invocation.requestId, killed),
  )
  expect(simulator.journal.entries('memory.exceeded')).toHaveLength(2)
})

test('a child of the runtime counts as the runtime', async () => {
  await using simulator = await Simulator.start({
    runtime: { ...runtimeThat('next', 'have-a-child fill 400', 'stay'), memoryLimitMb: 200 },
    timeoutMs: 60_000,
  })

  const invocation = await simulator.invoke({})

  expect(invocation.result?.errorType).toBe('Runtime.OutOfMemory')
})

test('a process that dies early has used memory', async () => {
  await using simulator = await Simulator.start({
    runtime: runtimeThat('next', 'exit 1'),
    extensions: [extensionThat('e', 'register e INVOKE', 'event', 'event')],
  })

  const report = await simulator.enqueue({}).done()

  expect(report?.metrics.maxMemoryUsedMB).toBeGreaterThan(30)
})

test('a limit is refused where nobody can say what a process uses', async () => {
  const { memoryOf: _unknown, ...sandbox } = localSandbox()

  await expect(
    Simulator.start({ runtime: echoing, memoryLimit: 'enforced' }, { sandbox }),
  ).rejects.toMatchObject({ code: 'ERR_MEMORY_LIMIT_UNSUPPORTED' })
  await expect(
    Simulator.start({ runtime: { ...echoing, memoryLimitMb: 64 } }, { sandbox }),
  ).rejects.toMatchObject({ code: 'ERR_MEMORY_LIMIT_UNSUPPORTED' })
})

test('nobody is killed for memory while everything ends', async () => {
  await using simulator = await Simulator.start({
    runtime: runtimeThat('next', 'exit 1'),
    extensions: [
      {
        ...extensionThat('e', 'register e INVOKE SHUTDOWN', 'event', 'event', 'fill 400', 'exit 0'),
        memoryLimitMb: 200,
      },
    ],
  })

  await simulator.enqueue({}).done()
  await happened(simulator, 'process.exited', { name: 'e' })

  expect(simulator.journal.entries('memory.exceeded')).toEqual([])
  expect(ends(simulator, 1)).toContain('extension e ended: exit status 0')
})
