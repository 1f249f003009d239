import { expect, test } from '@jest/globals'
import { MeetingPoint } from '../meeting-point.ts'
import { runtime } from '../programs.ts'
import { hearsOfShutdown, idle, startFunction, startManaged, story } from './managed.ts'

test('four handlers of one process meet', async () => {
  await using simulator = await startFunction(4)

  const invocations = [1, 2, 3, 4].map((n) => simulator.enqueue({ meet: 4, n }))
  const results = await Promise.all(invocations.map((invocation) => invocation.completed()))

  expect(results.map(({ status }) => status)).toEqual(Array(4).fill('success'))
  expect(invocations.map((invocation) => invocation.json())).toEqual(
    invocations.map(({ requestId }, index) => ({ event: { meet: 4, n: index + 1 }, requestId })),
  )
  expect(simulator.journal.entries('process.spawned')).toHaveLength(1)
})

test('with every worker busy an invocation fails at once, and the others go on', async () => {
  await using simulator = await startFunction(2)
  const busy = [simulator.enqueue({ meet: 3 }), simulator.enqueue({ hang: true })]

  const { result } = await simulator.invoke({})

  expect(result).toMatchObject({
    status: 'failure',
    errorType: 'Runtime.Unavailable',
    functionError: 'Unhandled',
  })
  expect(result?.payload.toString()).toBe('{"errorType":"Runtime.Unavailable"}')
  expect(busy.map(({ progress }) => progress)).toEqual(['running', 'running'])
  expect(simulator.phase).toBe('invoke')
})

test('a process that ends takes everything with it that runs', async () => {
  await using simulator = await startFunction(4)

  const invocations = [1, 2, 3].map(() => simulator.enqueue({ crash: 3 }))
  const results = await Promise.all(invocations.map((invocation) => invocation.completed()))
  await simulator.waitForPhase('stopped')
  const { result: later } = await simulator.invoke({})

  expect(results).toEqual(
    invocations.map(({ requestId }) =>
      expect.objectContaining({
        requestId,
        status: 'error',
        errorType: 'Runtime.ExitError',
        payload: Buffer.from('{"errorType":"Runtime.ExitError"}'),
      }),
    ),
  )
  expect(later?.errorType).toBe('Client.ExecutionEnvironmentUnhealthy')
  expect(simulator.processes).toEqual([])
  expect(story(simulator)).toEqual([
    'platform.initStart',
    'platform.initRuntimeDone',
    'platform.initReport',
    'phase idle',
    'phase invoke',
    ...Array(3).fill('platform.start'),
    'runtime exited',
    'phase shutdown',
    'shutdown failure 0',
    ...Array(3).fill('platform.report'),
    'phase stopped',
  ])
})

test('a time-out ends its invocation and nothing else', async () => {
  await using simulator = await startFunction(2, { timeoutMs: 1_000, time: 'manual' })
  const slow = simulator.enqueue({ hang: true })
  simulator.advance(600)
  const quick = simulator.enqueue({ meet: 2 })

  simulator.advance(400)
  const { status, payload } = await slow.completed()

  expect(status).toBe('timeout')
  expect(JSON.parse(payload.toString())).toEqual({
    errorType: 'Sandbox.Timedout',
    errorMessage: 'Task timed out after 1.00 seconds',
  })
  expect(slow.report).toMatchObject({
    status: 'timeout',
    errorType: 'Sandbox.Timedout',
    metrics: { durationMs: 1_000 },
  })
  expect(quick.progress).toBe('running')
  expect(simulator.phase).toBe('invoke')
  expect(simulator.processes).toHaveLength(1)
})

test('an invocation that comes during init waits for it', async () => {
  await using simulator = await startManaged({ runtime: runtime('echoes') })

  const invocation = await simulator.invoke({ n: 1 })

  expect(invocation.json()).toEqual({ n: 1 })
})

test('an extension that ends takes everything with it', async () => {
  await using simulator = await startFunction(2, {
    extensions: [hearsOfShutdown],
  })
  await simulator.waitForExtensionsReady()
  const running = simulator.enqueue({ hang: true })

  const [process] = simulator.processes.filter(({ role }) => role === 'extension')
  globalThis.process.kill(process?.pid ?? 0, 'SIGKILL')
  const { errorType } = await running.completed()
  await simulator.waitForPhase('stopped')

  expect(errorType).toBe('Extension.Crash')
  expect(simulator.processes).toEqual([])
})

test('an init that fails ends the environment; who waited has the cause', async () => {
  await using simulator = await startManaged({ runtime: runtime('exits-in-init') })

  const waited = await simulator.invoke({})
  await simulator.waitForPhase('stopped')
  const later = await simulator.invoke({})

  expect(waited.result?.errorType).toBe('Runtime.ImportModuleError')
  expect(later.result?.errorType).toBe('Client.ExecutionEnvironmentUnhealthy')
  expect(story(simulator)).toEqual([
    'platform.initStart',
    'runtime exited',
    'platform.initRuntimeDone',
    'platform.initReport',
    'phase shutdown',
    'shutdown failure 0',
    'phase stopped',
  ])
})

test('an init that takes too long is not told of the runtime', async () => {
  await using simulator = await startManaged({
    runtime: { command: '/bin/sleep', args: ['1000'] },
    initTimeoutMs: 5_000,
    time: 'manual',
  })
  const waits = simulator.enqueue({})
  await simulator.waitFor(() => simulator.processes.length === 1, { what: 'the runtime' })

  simulator.advance(5_000)
  const { errorType, payload } = await waits.completed()
  await simulator.waitForPhase('stopped')

  expect(errorType).toBe('Sandbox.Timedout')
  expect(JSON.parse(payload.toString())).toMatchObject({ errorType: 'Sandbox.Timedout' })
  expect(story(simulator)).toEqual([
    'platform.initStart',
    'platform.initReport',
    'phase shutdown',
    'shutdown failure 0',
    'runtime exited',
    'phase stopped',
  ])
})

test('a shutdown lets what runs finish, then asks everybody to end', async () => {
  await using point = await MeetingPoint.start()
  await using simulator = await startFunction(2, { extensions: [hearsOfShutdown] })
  await simulator.waitForExtensionsReady()
  const running = simulator.enqueue({ visit: point.url })
  await point.arrived

  const ended = simulator.shutdown()
  expect(simulator.phase).toBe('invoke')
  expect(() => simulator.enqueue({})).toThrow(
    expect.objectContaining({ code: 'ERR_SIMULATOR_STOPPED' }),
  )
  point.open()
  await ended

  expect(running.status).toBe('success')
  expect(story(simulator).slice(story(simulator).indexOf('platform.report'))).toEqual([
    'platform.report',
    'phase idle',
    'phase shutdown',
    'shutdown spindown 2000',
    'runtime exited',
    'a exited',
    'phase stopped',
  ])
})

test('one that is cut off ends what runs', async () => {
  await using point = await MeetingPoint.start()
  await using simulator = await startFunction(2)
  const running = simulator.enqueue({ visit: point.url })
  await point.arrived

  await simulator.shutdown({ cutOff: true })

  expect(running.result).toMatchObject({
    status: 'failure',
    errorType: 'Client.ExecutionEnvironmentShutDown',
    payload: Buffer.from('{"errorType":"Client.ExecutionEnvironmentShutDown"}'),
  })
  expect(simulator.processes).toEqual([])
})

test('a late answer is refused, and its worker takes the next invocation', async () => {
  await using point = await MeetingPoint.start()
  await using simulator = await startFunction(1, { timeoutMs: 1_000, time: 'manual' })
  const late = simulator.enqueue({ visit: point.url })
  await point.arrived
  simulator.advance(1_000)
  await late.completed()

  point.open()
  await idle(simulator, 1)
  const next = await simulator.invoke({ n: 2 })

  expect(late.status).toBe('timeout')
  expect(simulator.journal.entries('refused').map(({ refusal }) => refusal.status)).toEqual([410])
  expect(next.status).toBe('success')
})

test('SHUTDOWN says spindown, within 2000 ms', async () => {
  await using simulator = await startFunction(1, {
    extensions: [hearsOfShutdown],
  })
  await simulator.waitForExtensionsReady()

  await simulator.shutdown()

  const [said] = simulator.journal.entries('process.output').filter(({ name }) => name === 'a')
  expect(JSON.parse(said?.text ?? '')).toMatchObject({
    eventType: 'SHUTDOWN',
    shutdownReason: 'spindown',
  })
  expect(story(simulator)).toContain('shutdown spindown 2000')
})

test('without an extension the runtime is killed at once', async () => {
  await using simulator = await startFunction(1)

  await simulator.shutdown()

  expect(simulator.journal.entries('process.exited')).toEqual([
    expect.objectContaining({ reason: expect.objectContaining({ signal: 'SIGKILL' }) }),
  ])
})
