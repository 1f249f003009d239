import { expect, test } from '@jest/globals'
import { Simulator, type JournalEntry } from '@sim/simulator'
import { extension, runtime } from './programs.ts'
import { letters, snapStart, type Seen } from './snap-start.ts'
import { printed, toldBy } from './told-by.ts'

const phasesOf = ({ journal }: Simulator) => journal.entries('phase').map(({ to }) => to)

test('init ends in a snapshot, when the hooks before it have run', async () => {
  await using simulator = await Simulator.start(snapStart)

  await simulator.waitForPhase('snapshot')

  expect(phasesOf(simulator)).toEqual(['snapshot'])
  expect(toldBy(simulator)).toEqual([
    'initStart snap-start init',
    'initRuntimeDone snap-start init success',
    'initReport snap-start init success',
  ])
  await simulator.waitForEntry(printed('before the checkpoint'), { what: 'the hook before' })
  expect(simulator.journal.entries().find(printed('after the restore'))).toBeUndefined()
  expect(simulator.journal.entries('runtime.restore-polled')).toHaveLength(1)
})

test('the first invocation restores the snapshot, and only that one tells of it', async () => {
  await using simulator = await Simulator.start(snapStart)
  await simulator.waitForPhase('snapshot')

  const first = await simulator.enqueue({}).done()
  const second = await simulator.enqueue({}).done()

  expect(phasesOf(simulator).join()).toBe('snapshot,restore,idle,invoke,idle,invoke,idle')
  expect(toldBy(simulator).slice(3, 9)).toEqual([
    'restoreStart',
    'restoreRuntimeDone success',
    'restoreReport success',
    'start',
    'runtimeDone success',
    'report success',
  ])
  const { restoreDurationMs = NaN, ...metrics } = first?.metrics ?? {}
  const [report] = simulator.telemetry.filter('platform.restoreReport')
  expect(restoreDurationMs).toBe(report?.record.metrics?.durationMs)
  expect(metrics).toMatchObject({
    billedDurationMs: Math.ceil((first?.metrics.durationMs ?? 0) + Math.ceil(restoreDurationMs)),
  })
  expect(metrics).not.toHaveProperty('initDurationMs')
  expect(second?.metrics).not.toHaveProperty('restoreDurationMs')
})

test('an invocation that comes during init is answered after the restore', async () => {
  await using simulator = await Simulator.start({ ...snapStart, initialize: 'on-invoke' })

  const invocation = await simulator.invoke({})

  expect(invocation.status).toBe('success')
  expect(phasesOf(simulator).slice(0, 4)).toEqual(['snapshot', 'restore', 'idle', 'invoke'])
})

test('restore/next is answered with nothing: no body, none of the headers of an event', async () => {
  await using simulator = await Simulator.start(snapStart)

  const { restored } = (await simulator.invoke({})).json() as Seen

  expect(restored).toEqual({
    status: 200,
    headers: ['content-length', 'date', 'connection'],
    body: '',
  })
})

test('processes fetch credentials, which are others after the restore and hold longer', async () => {
  await using simulator = await Simulator.start(snapStart)

  const { before, after } = (await simulator.invoke({})).json() as Seen

  expect(Object.keys(before)).toEqual(['AccessKeyId', 'SecretAccessKey', 'Token', 'Expiration'])
  expect(before.AccessKeyId).toMatch(/^ASIA[0-9A-Z]{16}$/)
  for (const key of ['AccessKeyId', 'SecretAccessKey', 'Token'] as const) {
    expect(after[key]).not.toBe(before[key])
  }
  expect(Date.parse(before.Expiration)).toBeGreaterThan(Date.now())
  expect(Date.parse(after.Expiration)).toBeGreaterThan(Date.parse(before.Expiration))
})

test('processes have neither keys nor the names of logs, but the way to credentials', async () => {
  await using simulator = await Simulator.start(snapStart)

  const { environment } = (await simulator.invoke({})).json() as Seen

  expect(environment).toMatchObject({
    AWS_LAMBDA_INITIALIZATION_TYPE: 'snap-start',
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://${simulator.runtimeApi}/2021-04-23/credentials`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  const names = ['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY', 'SESSION_TOKEN']
  const logs = ['LAMBDA_LOG_GROUP_NAME', 'LAMBDA_LOG_STREAM_NAME']
  for (const name of [...names, ...logs]) expect(environment).not.toHaveProperty(`AWS_${name}`)
  expect(simulator.environmentFor('runtime')).toMatchObject({
    AWS_CONTAINER_AUTHORIZATION_TOKEN: environment['AWS_CONTAINER_AUTHORIZATION_TOKEN'],
  })
})

test('a restored environment has a log stream of its own', async () => {
  await using simulator = await Simulator.start({ ...snapStart, functionVersion: '7' })

  await simulator.restore()

  const { telemetry } = simulator
  const [init] = telemetry.filter('platform.initStart')
  const [restore] = telemetry.filter('platform.restoreStart')
  expect(restore?.record).toEqual({
    functionName: 'function',
    functionVersion: '7',
    instanceId: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[7\][0-9a-f]{32}$/),
    instanceMaxMemory: 128 * 1024 * 1024,
  })
  expect(restore?.record.instanceId).not.toBe(init?.record.instanceId)
})

test('a snapshot can be restored without an invocation', async () => {
  await using simulator = await Simulator.start(snapStart)

  await simulator.restore()
  const phase = simulator.phase
  await simulator.restore()
  const report = await simulator.enqueue({}).done()

  expect(phase).toBe('idle')
  expect(simulator.telemetry.filter('platform.restoreStart')).toHaveLength(1)
  expect(report?.metrics.restoreDurationMs).toBeGreaterThan(0)
})

test('a runtime without hooks asks for its first event at once, and is restored at once', async () => {
  await using simulator = await Simulator.start({ ...snapStart, runtime: runtime('echoes') })
  await simulator.waitForPhase('snapshot')

  const invocation = simulator.enqueue({ n: 1 })
  const report = await invocation.done()

  expect(invocation.json()).toEqual({ n: 1 })
  expect(report?.metrics).toHaveProperty('restoreDurationMs')
  expect(toldBy(simulator).slice(3, 7)).toEqual([
    'restoreStart',
    'restoreRuntimeDone success',
    'restoreReport success',
    'start',
  ])
})

test('in the snapshot everything is stopped, and runs again after the restore', async () => {
  await using simulator = await Simulator.start({
    ...snapStart,
    extensions: [extension('observes')],
    freeze: 'process',
  })
  await simulator.waitForFrozen()
  const pids = simulator.processes.map(({ pid }) => pid)
  const inSnapshot = pids.map(letters)

  await simulator.restore()

  expect(simulator.phase).toBe('idle')
  expect(inSnapshot).toEqual([new Set('T'), new Set('T')])
  expect(simulator.isFrozen).toBe(false)
  for (const pid of pids) expect(letters(pid)).not.toContain('T')
  const told = simulator.journal
    .entries()
    .map(({ type, ...entry }) =>
      type === 'telemetry' ? (entry as JournalEntry<'telemetry'>).event.type : type,
    )
  expect(told.indexOf('frozen')).toBeLessThan(told.indexOf('thawed'))
  expect(told.indexOf('thawed')).toBeLessThan(told.indexOf('platform.restoreStart'))
})

test('extensions are in the snapshot, too, and hear of the invocation only', async () => {
  await using simulator = await Simulator.start({
    ...snapStart,
    extensions: [extension('observes')],
  })

  await simulator.enqueue({}).done()

  expect(toldBy(simulator)).toEqual([
    'initStart snap-start init',
    'initRuntimeDone snap-start init success',
    'extension',
    'initReport snap-start init success',
    'restoreStart',
    'restoreRuntimeDone success',
    'restoreReport success',
    'start',
    'runtimeDone success',
    'report success',
  ])
  expect(simulator.journal.entries('extension.handed')).toMatchObject([{ event: 'INVOKE' }])
})

test('init may take 130 seconds, or as long as the function if that is longer', async () => {
  const sleeps = { command: 'sleep', args: ['1000'] }
  await using simulator = await Simulator.start({ ...snapStart, runtime: sleeps, time: 'manual' })
  await simulator.waitForEntry(({ type }) => type === 'process.spawned', { what: 'the runtime' })

  simulator.advance(129_999)
  const phase = simulator.phase
  simulator.advance(1)
  await simulator.waitForPhase('dormant')

  expect(phase).toBe('init')
  expect(simulator.telemetry.filter('platform.initReport')).toMatchObject([
    { record: { initializationType: 'snap-start', status: 'timeout' } },
  ])
})

test('an environment in a snapshot shuts down as gracefully as any other', async () => {
  await using simulator = await Simulator.start({
    ...snapStart,
    extensions: [extension('observes')],
    freeze: 'process',
  })
  await simulator.waitForFrozen()

  await simulator.shutdown()

  const ends = simulator.journal
    .entries('process.exited')
    .map(({ name, reason }) => [name, reason.signal ?? reason.code])
  expect(ends).toEqual([
    ['runtime', 'SIGTERM'],
    ['observes', 0],
  ])
})

test('elsewhere there is nothing to restore, and no credentials are handed out', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes') })
  const url = `http://${simulator.runtimeApi}`
  const token = simulator.environmentFor('runtime')['AWS_CONTAINER_AUTHORIZATION_TOKEN']

  const answers = await Promise.all([
    fetch(`${url}/2018-06-01/runtime/restore/next`),
    fetch(`${url}/2018-06-01/runtime/restore/error`, { method: 'POST' }),
    fetch(`${url}/2021-04-23/credentials`),
  ])

  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404])
  expect(token).toBeUndefined()
  await expect(simulator.restore()).rejects.toMatchObject({ code: 'ERR_NO_SNAPSHOT' })
})
