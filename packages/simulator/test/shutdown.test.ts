import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { extension, runtime } from './programs.ts'

const ends = (simulator: Simulator) =>
  simulator.journal
    .entries('process.exited')
    .map(({ name, reason }) => [name, reason.signal ?? reason.code])

test.each(['spindown', 'timeout', 'failure'] as const)(
  'SHUTDOWN carries the reason %s and its deadline',
  async (reason) => {
    await using simulator = await Simulator.start({
      runtime: runtime('echoes'),
      extensions: [extension('observes')],
    })
    await simulator.enqueue({}).done()
    const before = Date.now()

    await simulator.shutdown({ reason })

    const lines = simulator.telemetry
      .filter('extension')
      .map(({ record }) => JSON.parse(String(record)))
    expect(lines).toMatchObject([
      { eventType: 'INVOKE' },
      { eventType: 'SHUTDOWN', shutdownReason: reason },
    ])
    expect(lines[1].deadlineMs - before).toBeGreaterThanOrEqual(1_999)
    expect(lines[1].deadlineMs - before).toBeLessThan(2_500)
    expect(ends(simulator)).toEqual([
      ['runtime', 'SIGTERM'],
      ['observes', 0],
    ])
    expect(simulator.phase).toBe('stopped')
  },
)

test('without extensions the runtime is killed at once', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes') })
  await simulator.waitForPhase('idle')

  await simulator.shutdown()

  expect(ends(simulator)).toEqual([['runtime', 'SIGKILL']])
  expect(simulator.journal.entries('shutdown')).toMatchObject([{ budgetMs: 0 }])
})

test('an extension that does not end is killed at the deadline', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('echoes'),
    extensions: [extension('ignores-shutdown')],
    shutdownTimeoutMs: 300,
  })
  await simulator.waitForPhase('idle')
  const startedAt = performance.now()

  await simulator.shutdown()

  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(299)
  expect(ends(simulator)).toContainEqual(['ignores-shutdown', 'SIGKILL'])
})

test('what runs and what waits is finished before shutdown, and nothing new is taken', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes') })
  const invocations = [1, 2, 3].map((n) => simulator.enqueue({ n }))

  const shutdown = simulator.shutdown()

  expect(() => simulator.enqueue({})).toThrow(
    expect.objectContaining({ code: 'ERR_SIMULATOR_STOPPED' }),
  )
  await shutdown
  expect(invocations.map(({ status }) => status)).toEqual(['success', 'success', 'success'])
})

test('stop ends everything at once; what ran or waited is a failure of the sandbox', async () => {
  const simulator = await Simulator.start({
    runtime: runtime('never-answers'),
    extensions: [extension('ignores-shutdown')],
    timeoutMs: 60_000,
  })
  const [running, waiting] = [simulator.enqueue({}), simulator.enqueue({})]
  await simulator.waitForEntry(({ type }) => type === 'invocation.handed', {
    what: 'the event to be taken',
  })
  const pids = simulator.processes.map(({ pid }) => pid)

  await simulator.stop()

  for (const invocation of [running, waiting]) {
    await invocation.done()
    expect(invocation.result).toMatchObject({ status: 'failure', errorType: 'Sandbox.Failure' })
  }
  expect(pids).toHaveLength(2)
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  await expect(fetch(`http://${simulator.runtimeApi}/2018-06-01/ping`)).rejects.toThrow()
})

test('stop in the middle of init leaves nothing', async () => {
  const simulator = await Simulator.start({
    runtime: runtime('echoes'),
    extensions: [extension('observes'), extension('ignores-shutdown')],
  })

  await simulator.stop()

  expect(simulator.processes).toEqual([])
  expect(simulator.phase).toBe('stopped')
  const spawned = simulator.journal.entries('process.spawned')
  expect(ends(simulator)).toHaveLength(spawned.length)
})

test('stop and shutdown may be called again, and together', async () => {
  const simulator = await Simulator.start({ runtime: runtime('echoes') })

  await Promise.all([
    simulator.shutdown(),
    simulator.stop(),
    simulator.shutdown(),
    simulator.stop(),
  ])
  await simulator.stop()

  expect(simulator.phase).toBe('stopped')
})

test('a graceful shutdown can be cut short by stop', async () => {
  const simulator = await Simulator.start({
    runtime: runtime('never-answers'),
    timeoutMs: 60_000,
  })
  const invocation = simulator.enqueue({})
  await simulator.waitForEntry(({ type }) => type === 'invocation.handed', {
    what: 'the event to be taken',
  })
  const shutdown = simulator.shutdown()

  await simulator.stop()

  await shutdown
  expect(invocation.status).toBe('failure')
})

test('shutdown cuts an init short that nobody would end', async () => {
  await using simulator = await Simulator.start({ extensions: [{ name: 'never-comes' }] })

  await simulator.shutdown()

  expect(simulator.phase).toBe('stopped')
  expect(simulator.generation).toBe(1)
})

test('after a stop in the middle of init the generation can still be looked at', async () => {
  const simulator = await Simulator.start({
    runtime: { command: 'sleep', args: ['1000'] },
    extensions: [extension('observes')],
  })
  await simulator.waitForExtensions(['observes'])

  await simulator.stop()

  expect(simulator.generation).toBe(1)
  expect(simulator.extensions).toMatchObject([{ name: 'observes' }])
})
