import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { extension } from '../programs.ts'
import { failing, said } from './failing-init.ts'
import {
  echoing,
  ends,
  extensionThat,
  happened,
  living,
  platformError,
  runtimeThat,
} from './scene.ts'

test.each([
  ['exit 5', 'exit status 5', 'Runtime exited with error: exit status 5'],
  ['exit 0', 'exit status 0', 'Runtime exited without providing a reason'],
  ['signal SIGBUS', 'signal: bus error', 'Runtime exited with error: signal: bus error'],
])(
  'a runtime that ends by %s before its first poll fails init, and then the invocation',
  async (step, end, message) => {
    await using run = await failing({
      runtime: runtimeThat(step),
      extensions: [extension('observes')],
    })
    const { simulator, invocation, report } = run

    expect(invocation.json()).toEqual(
      platformError('Runtime.ExitError', invocation.requestId, message),
    )
    expect(report).toMatchObject({ status: 'error', errorType: 'Runtime.ExitError' })
    expect(report?.metrics).not.toHaveProperty('initDurationMs')
    expect(run.afterInit).toEqual([
      `runtime ended: ${end}`,
      `failed: Runtime.ExitError, ${message}`,
      'shutdown begins: spindown, 2000 ms',
      expect.stringMatching(/^extension observes (got SHUTDOWN|ended)/),
      ...(run.afterInit.length > 4 ? ['extension observes ended: exit status 0'] : []),
    ])
    expect(ends(simulator, 2).filter((line) => !line.includes('observes'))).toEqual([
      `runtime ended: ${end}`,
      `failed: Runtime.ExitError, ${message}`,
      'invocation <id> answered: error',
      'shutdown begins: failure, 2000 ms',
      'invocation <id> over: error',
    ])
    expect([...living(simulator, 1), ...living(simulator, 2)]).toEqual([])
  },
)

test('the caller gets what the runtime said of its init, in its own words, and telemetry its type', async () => {
  await using run = await failing({ runtime: runtimeThat('init-error Runtime.Missing', 'exit 1') })
  const { simulator, invocation, report } = run

  expect(invocation.result).toMatchObject({
    status: 'error',
    functionError: 'Unhandled',
    errorType: 'Runtime.Missing',
    contentType: 'application/octet-stream',
  })
  expect(invocation.text).toBe('said so')
  expect(report).toMatchObject({ status: 'error', errorType: 'Runtime.Missing' })
  expect(said(simulator, 'platform.initReport')).toMatchObject([
    { phase: 'init', status: 'error', errorType: 'Runtime.Missing' },
    { phase: 'invoke', status: 'error', errorType: 'Runtime.Missing' },
  ])
  expect([...living(simulator, 1), ...living(simulator, 2)]).toEqual([])
})

test('a runtime that says its init failed inside an invocation is heard at once, and ends with the time', async () => {
  await using simulator = await Simulator.start({
    runtime: runtimeThat('init-error Runtime.Missing', 'stay'),
    time: 'manual',
  })
  await happened(simulator, 'runtime.init-error')
  simulator.advance(10_000)
  await simulator.waitForPhase('dormant')

  const invocation = await simulator.invoke({})
  const progress = invocation.progress
  simulator.advance(3_000)
  const report = await invocation.done()

  expect([progress, invocation.text]).toEqual(['answered', 'said so'])
  expect(report?.status).toBe('timeout')
  expect(said(simulator, 'platform.initReport')).toMatchObject([
    { phase: 'init', status: 'timeout', metrics: { durationMs: 10_000 } },
    { phase: 'invoke', status: 'error', errorType: 'Runtime.Missing' },
  ])
  expect([...living(simulator, 1), ...living(simulator, 2)]).toEqual([])
})

test.each([
  ['exit 3', 'Extension.Crash', 'exit status 3'],
  ['exit 0', 'Extension.Crash', 'exit code 0'],
])('an extension that ends by %s before it registers fails init', async (step, type, message) => {
  await using run = await failing({ runtime: echoing, extensions: [extensionThat('e', step)] })
  const { simulator, invocation } = run

  expect(invocation.json()).toEqual(platformError(type, invocation.requestId, message))
  expect(said(simulator, 'platform.initRuntimeDone')).toEqual([])
  expect(simulator.telemetry.filter('platform.extension')[0]?.record).toEqual({
    name: 'e',
    state: 'Started',
    events: [],
  })
  expect(simulator.journal.entries('process.spawned').map(({ role }) => role)).not.toContain(
    'runtime',
  )
})

test.each(['init/error', 'exit/error'])(
  'an extension that reports %s and ends in init gives the failure its name',
  async (path) => {
    const errorType = path === 'init/error' ? 'Extension.InitError' : 'Extension.ExitError'
    await using run = await failing({
      runtime: echoing,
      extensions: [
        extensionThat('e', 'register e INVOKE', `report ${path} Extension.Sick`, 'exit 2'),
      ],
    })
    const { simulator, invocation } = run

    expect(invocation.json()).toEqual(
      platformError(errorType, invocation.requestId, 'exit status 2'),
    )
    expect(simulator.telemetry.filter('platform.extension')[0]?.record).toMatchObject({
      name: 'e',
      state: errorType.replace('Extension.', ''),
      errorType: 'Extension.Sick',
    })
    expect([...living(simulator, 1), ...living(simulator, 2)]).toEqual([])
  },
)

test('an extension that never asks for an event makes init last until its limit', async () => {
  await using simulator = await Simulator.start({
    runtime: echoing,
    extensions: [extensionThat('e', 'register e INVOKE SHUTDOWN', 'stay')],
    time: 'manual',
  })
  await happened(simulator, 'runtime.polled')

  simulator.advance(9_999)
  const before = simulator.phase
  simulator.advance(1)
  await happened(simulator, 'process.exited', { role: 'runtime' })
  simulator.advance(2_000)
  await simulator.waitForPhase('dormant')

  expect(before).toBe('init')
  expect(said(simulator, 'platform.initReport')).toMatchObject([
    { phase: 'init', status: 'timeout' },
  ])
  expect(simulator.telemetry.filter('platform.extension')[0]?.record).toMatchObject({
    state: 'Registered',
  })
  expect(ends(simulator, 1)).toEqual([
    'failed: Sandbox.Timedout, init did not end within 10000 ms',
    'shutdown begins: spindown, 2000 ms',
    'runtime ended: signal: terminated',
    'extension e ended: signal: killed',
  ])
  expect(living(simulator)).toEqual([])
})

test('an init that succeeds at the second attempt is part of the invocation, and nobody’s init', async () => {
  await using simulator = await Simulator.start({
    runtime: runtimeThat('next', 'respond', 'again 0'),
    extensions: [extensionThat('e', 'stay')],
    time: 'manual',
  })
  await happened(simulator, 'process.spawned')
  process.kill(simulator.processes[0]?.pid ?? NaN, 'SIGKILL')
  await simulator.waitForPhase('dormant')
  const invocation = simulator.enqueue({ n: 1 })
  await simulator.waitFor(({ processes }) => processes.length === 1, { what: 'the second attempt' })
  const headers = { 'Lambda-Extension-Name': 'e' }
  const api = `http://${simulator.runtimeApi}/2020-01-01/extension`

  const { headers: answered } = await fetch(`${api}/register`, {
    method: 'POST',
    headers,
    body: '{}',
  })
  const id = answered.get('Lambda-Extension-Identifier') ?? ''
  const polled = fetch(`${api}/event/next`, { headers: { 'Lambda-Extension-Identifier': id } })
  polled.catch(() => undefined)
  const report = await invocation.done()

  expect(invocation.json()).toEqual({ n: 1 })
  expect(report).toMatchObject({ status: 'success' })
  expect(report?.metrics).not.toHaveProperty('initDurationMs')
  expect(said(simulator, 'platform.initReport')).toMatchObject([
    { phase: 'init', status: 'error', errorType: 'Extension.Crash' },
    { phase: 'invoke', status: 'success' },
  ])
  expect(living(simulator, 1)).toEqual([])
})
