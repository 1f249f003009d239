import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { extension } from '../programs.ts'
import { echoing, ends, happened, living, platformError, story } from './scene.ts'

const who = { runtime: 'runtime', extension: 'extension observes' }

test.each([
  ['runtime', 'Runtime.ExitError', 'Runtime exited with error: signal: killed'],
  ['extension', 'Extension.Crash', 'signal: killed'],
] as const)(
  'the end of an idle %s is charged to the next invocation, and only to that',
  async (role, errorType, message) => {
    await using simulator = await Simulator.start({
      runtime: echoing,
      extensions: [extension('observes')],
      tracing: 'pass-through',
    })
    await simulator.enqueue({ n: 1 }).done()
    const victim = simulator.processes.find((one) => one.role === role)
    process.kill(victim?.pid ?? NaN, 'SIGKILL')
    await happened(simulator, 'failed')
    const phase = simulator.phase

    const failed = await simulator.invoke({ n: 2 })
    const report = await failed.done()
    const next = await simulator.invoke({ n: 3 })

    expect(phase).toBe('idle')
    expect(failed.json()).toEqual(platformError(errorType, failed.requestId, message))
    expect(report).toMatchObject({ status: 'error', errorType })
    expect(next.json()).toEqual({ n: 3 })
    expect(ends(simulator, 1).slice(3)).toEqual([
      `${who[role]} ended: signal: killed`,
      `failed: ${errorType}, ${message}`,
      'invocation <id> answered: error',
      'shutdown begins: failure, 2000 ms',
      ...(role === 'extension'
        ? ['runtime ended: signal: terminated']
        : ['extension observes got SHUTDOWN', 'extension observes ended: exit status 0']),
      'invocation <id> over: error',
    ])
    expect(living(simulator, 1)).toEqual([])
    expect(living(simulator, 2)).toHaveLength(2)
  },
)

test('an invocation that finds its runtime gone has a start and an end of nothing', async () => {
  await using simulator = await Simulator.start({ runtime: echoing, tracing: 'pass-through' })
  await simulator.waitForPhase('idle')
  process.kill(simulator.processes[0]?.pid ?? NaN, 'SIGKILL')
  await happened(simulator, 'failed')

  await simulator.enqueue({}).done()

  const told = story(simulator, 1).filter((line) => /^platform\.(start|runtimeDone)/.test(line))
  expect(told).toEqual([
    'platform.start',
    'platform.runtimeDone status error, errorType Runtime.ExitError, durationMs 0, producedBytes 0',
  ])
  expect(ends(simulator, 1)).not.toContainEqual(expect.stringContaining('taken by the runtime'))
})

test('an idle environment that lost both its processes blames the first', async () => {
  await using simulator = await Simulator.start({
    runtime: echoing,
    extensions: [extension('observes')],
  })
  await simulator.waitForPhase('idle')
  const [observes, runtime] = simulator.processes
  process.kill(observes?.pid ?? NaN, 'SIGKILL')
  await happened(simulator, 'process.exited', { role: 'extension' })
  process.kill(runtime?.pid ?? NaN, 'SIGKILL')
  await happened(simulator, 'process.exited', { role: 'runtime' })

  const failed = await simulator.invoke({})

  expect(failed.json()).toEqual(
    platformError('Extension.Crash', failed.requestId, 'signal: killed'),
  )
  expect(simulator.journal.entries('failed')).toHaveLength(1)
})

test('a frozen environment that was killed fails the next invocation, and thaws', async () => {
  await using simulator = await Simulator.start({ runtime: echoing, freeze: 'process' })
  await simulator.enqueue({ n: 1 }).done()
  await simulator.waitForFrozen()
  process.kill(simulator.processes[0]?.pid ?? NaN, 'SIGKILL')
  await happened(simulator, 'failed')

  const failed = await simulator.invoke({ n: 2 })
  const next = await simulator.invoke({ n: 3 })

  expect(failed.result?.errorType).toBe('Runtime.ExitError')
  expect(next.json()).toEqual({ n: 3 })
  expect(living(simulator, 1)).toEqual([])
})
