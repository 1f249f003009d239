import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extension, runtime } from './programs.ts'
import { printed, toldBy } from './told-by.ts'

const timedOut = 'Restore hook timed out after 10.00 seconds'

/** A file that a hook leaves behind when it has failed, so that it fails once. */
async function once() {
  const folder = await mkdtemp(join(tmpdir(), 'restore-'))
  return {
    path: join(folder, 'done'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}

const snapStart = (hook: string, path?: string) =>
  ({
    initializationType: 'snap-start',
    runtime: runtime('restores', { HOOK: hook, ...(path === undefined ? {} : { ONCE: path }) }),
    time: 'manual',
  }) as const

/** Lets the hook after the restore run, and its time be over. */
async function outlastHook(simulator: Simulator) {
  await simulator.waitForEntry(printed('after the restore'), { what: 'the hook after the restore' })
  simulator.advance(10_000)
}

test.each([
  ['reports-an-error', 'Function.HookFailed', 'Restore hook failed', 'error Function.HookFailed'],
  [
    'reports-an-init-error',
    'Function.HookFailed',
    'Restore hook failed',
    'error Function.HookFailed',
  ],
  [
    'dies',
    'Runtime.ExitError',
    'Runtime exited with error: exit status 7',
    'error Runtime.ExitError',
  ],
  ['hangs', 'Runtime.RestoreHookUserTimeout', timedOut, 'timeout'],
])(
  'a hook that %s fails the invocation that waits, and the next one initialises afresh',
  async (hook, errorType, message, told) => {
    await using file = await once()
    await using simulator = await Simulator.start(snapStart(hook, file.path))
    await simulator.waitForPhase('snapshot')
    const [pid = NaN] = simulator.processes.map((process) => process.pid)

    const failed = simulator.enqueue({})
    if (hook === 'hangs') await outlastHook(simulator)
    const report = await failed.done()
    const gone = () => process.kill(pid, 0)
    const next = simulator.enqueue({ n: 2 })
    await next.done()

    expect(failed.status).toBe('error')
    expect(failed.result?.functionError).toBe('Unhandled')
    expect(failed.json()).toEqual({
      errorType,
      errorMessage: `RequestId: ${failed.requestId} Error: ${message}`,
    })
    expect(report).toBeUndefined()
    expect(gone).toThrow('ESRCH')
    expect(next.json()).toMatchObject({ event: { n: 2 } })
    expect(simulator.generation).toBe(2)
    expect(toldBy(simulator)).toEqual([
      'initStart snap-start init',
      'initRuntimeDone snap-start init success',
      'initReport snap-start init success',
      'restoreStart',
      `restoreRuntimeDone ${told}`,
      `restoreReport ${told}`,
      'initStart snap-start invoke',
      'initRuntimeDone snap-start invoke success',
      'initReport snap-start invoke success',
      'restoreStart',
      'restoreRuntimeDone success',
      'restoreReport success',
      'start',
      'runtimeDone success',
      'report success',
    ])
  },
)

test('the story of a failed restore can be read from the journal', async () => {
  await using simulator = await Simulator.start(snapStart('reports-an-error'))
  await simulator.waitForPhase('snapshot')

  await simulator.enqueue({}).done()

  const story = simulator
    .timeline()
    .split('\n')
    .map((line) => line.replace(/^.{10} {2}/, '').replaceAll(/[0-9a-f-]{36}/g, 'ID'))
    .map((line) => line.replace(/pid \d+/, 'pid PID'))
    // What it prints comes in its own time.
    .filter((line) => !line.includes('stdout'))
  const snapshot = story.indexOf('#1  phase init -> snapshot')
  expect(story.slice(snapshot)).toEqual([
    '#1  phase init -> snapshot',
    '#1  invocation ID queued',
    '#1  phase snapshot -> restore',
    '#1  platform.restoreStart',
    '#1  runtime reports a restore error: Function.HookFailed',
    '#1  failed: Function.HookFailed, Restore hook failed',
    '#1  platform.restoreRuntimeDone',
    '#1  platform.restoreReport',
    '#1  invocation ID answered: error',
    '#1  phase restore -> reset',
    '#1  shutdown begins: failure, 0 ms',
    '#1  runtime ended, pid PID: signal: killed',
    '#1  invocation ID over: error',
    '#2  phase reset -> dormant',
  ])
})

test('invocations behind the one that fails with the restore are not lost', async () => {
  await using file = await once()
  await using simulator = await Simulator.start(snapStart('dies', file.path))

  const [failed, next, last] = [1, 2, 3].map((n) => simulator.enqueue({ n }))
  await last?.done()

  expect(failed?.result?.errorType).toBe('Runtime.ExitError')
  expect([next, last].map((one) => one?.json())).toMatchObject([
    { event: { n: 2 } },
    { event: { n: 3 } },
  ])
})

test('a hook that fails again inside an invocation fails that one with a report', async () => {
  await using simulator = await Simulator.start(snapStart('reports-an-error'))
  await simulator.invoke({})

  const again = simulator.enqueue({})
  const report = await again.done()

  expect(again.result?.errorType).toBe('Function.HookFailed')
  expect(report).toMatchObject({ status: 'error', errorType: 'Function.HookFailed' })
  expect(report?.metrics).not.toHaveProperty('restoreDurationMs')
  expect(toldBy(simulator).slice(-6)).toEqual([
    'restoreStart',
    'restoreRuntimeDone error Function.HookFailed',
    'restoreReport error Function.HookFailed',
    'start',
    'runtimeDone error Function.HookFailed',
    'report error Function.HookFailed',
  ])
})

test('an extension that ends during the restore fails it', async () => {
  await using simulator = await Simulator.start({
    ...snapStart('hangs'),
    extensions: [extension('observes')],
  })
  await simulator.waitForPhase('snapshot')
  const observer = simulator.processes.find(({ role }) => role === 'extension')

  const invocation = simulator.enqueue({})
  process.kill(observer?.pid ?? NaN, 'SIGKILL')
  await invocation.completed()

  expect(invocation.result?.errorType).toBe('Extension.Crash')
})

test('a runtime that dies in the snapshot fails the invocation that would restore it', async () => {
  await using simulator = await Simulator.start({ ...snapStart('works'), freeze: 'process' })
  await simulator.waitForFrozen()
  process.kill(simulator.processes[0]?.pid ?? NaN, 'SIGKILL')
  await simulator.waitForEntry(({ type }) => type === 'process.exited', { what: 'its end' })

  const failed = await simulator.invoke({})
  const next = await simulator.invoke({ n: 2 })

  expect(failed.result?.errorType).toBe('Runtime.ExitError')
  expect(next.json()).toMatchObject({ event: { n: 2 } })
})

test('whoever asks for the restore hears why it failed', async () => {
  await using simulator = await Simulator.start(snapStart('reports-an-error'))

  const restored = simulator.restore()

  await expect(restored).rejects.toMatchObject({
    code: 'ERR_ENVIRONMENT_FAILED',
    errorType: 'Function.HookFailed',
    message: 'Restore hook failed',
  })
  expect(simulator.phase).toBe('dormant')
  expect(simulator.processes).toEqual([])
})

test('after a failed init there is no snapshot', async () => {
  await using simulator = await Simulator.start({
    initializationType: 'snap-start',
    runtime: runtime('exits-in-init'),
  })

  const restored = simulator.restore()

  await expect(restored).rejects.toMatchObject({ code: 'ERR_NO_SNAPSHOT' })
})

test('to wait for a restore can be given up, and it goes on', async () => {
  await using simulator = await Simulator.start(snapStart('hangs'))

  const restored = simulator.restore({ timeoutMs: 1 })

  await expect(restored).rejects.toMatchObject({ code: 'ERR_WAIT_TIMEOUT' })
  await outlastHook(simulator)
  await simulator.waitForPhase('dormant')
})

test('what was stopped before it began is not begun by a restore', async () => {
  const options = { ...snapStart('works'), initialize: 'on-invoke' } as const
  await using simulator = await Simulator.start(options)
  await simulator.stop()

  const restored = simulator.restore()

  await expect(restored).rejects.toMatchObject({ code: 'ERR_SIMULATOR_STOPPED' })
  expect(simulator.journal.entries('process.spawned')).toEqual([])
  expect(simulator.telemetry.events()).toEqual([])
})

test.each([
  ['stopped at once', (simulator: Simulator) => simulator.stop()],
  ['shut down', (simulator: Simulator) => simulator.shutdown({ cutOff: true })],
])('an environment can be %s while it is restored', async (_how, end) => {
  await using simulator = await Simulator.start(snapStart('hangs'))
  const invocation = simulator.enqueue({})
  const failure = simulator.restore().catch((error: unknown) => error)
  await simulator.waitForPhase('restore')

  await end(simulator)

  expect(await failure).toMatchObject({ errorType: 'Sandbox.Failure' })
  expect(invocation.status).toBe('failure')
  expect(simulator.processes).toEqual([])
  await expect(simulator.restore()).rejects.toMatchObject({ code: 'ERR_SIMULATOR_STOPPED' })
})
