import { expect } from '@jest/globals'
import { Simulator, type SimulatorOptions } from '@sim/simulator'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixtureExtension, fixtureFunction } from '../seed/fixture.ts'
import { threadStates } from '../seed/kernel-facts.ts'
import { patient, soon, unhurried } from '../seed/patience.ts'
import { seedCase } from '../seed/seed-case.ts'
import { TelemetrySink } from '../seed/telemetry-sink.ts'

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

/** What the function tells of an invocation. */
interface Span {
  readonly type: 'span'
  readonly traceId?: string
  readonly parentId?: string
  readonly message?: string
  readonly xray?: string
}

/** A function that tells an extension of its spans, and that extension, which passes all on to a collector. */
async function startTraced(
  folder: string,
  collector: TelemetrySink,
  options: SimulatorOptions = {},
): Promise<Simulator> {
  const variables = { RECEIVER_PORT_FILE: join(folder, 'port') }
  const { port } = collector
  return Simulator.start({
    ...patient,
    ...unhurried,
    functionDirectory: fixtureFunction('traced'),
    environment: variables,
    extensions: [
      fixtureExtension('exports-telemetry', {
        ...variables,
        COLLECTOR: `http://127.0.0.1:${port}/`,
      }),
    ],
    ...options,
  })
}

const spansOf = ({ events }: TelemetrySink) =>
  (events as readonly unknown[] as readonly Span[]).filter(({ type }) => type === 'span')

seedCase('OTEL-01', 'trace and platform telemetry reach the collector', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'conformance-'))
  await using collector = await TelemetrySink.start()
  await using simulator = await startTraced(folder.path, collector)

  const invocation = await simulator.invoke({ headers: { traceparent } })
  await invocation.done(soon)
  await simulator.shutdown()

  const { requestId } = invocation
  expect(invocation.json()).toMatchObject({ exported: true })
  expect(spansOf(collector)).toMatchObject([
    {
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      parentId: '00f067aa0ba902b7',
      xray: expect.stringMatching(/^Root=1-/),
    },
  ])
  for (const type of ['platform.start', 'platform.runtimeDone', 'platform.report'] as const) {
    expect(collector.of(type)).toMatchObject([{ record: { requestId } }])
  }
})

seedCase('E2E-01', 'all that was told before the shutdown reaches the collector', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'conformance-'))
  await using collector = await TelemetrySink.start()
  await using simulator = await startTraced(folder.path, collector)

  const invocation = await simulator.invoke({ headers: { traceparent }, message: 'only' })
  await simulator.shutdown()

  expect(invocation.status).toBe('success')
  expect(spansOf(collector).map(({ message }) => message)).toEqual(['only'])
  const [report] = collector.of('platform.report')
  expect(report?.record).toEqual(invocation.report)
  const exits = simulator.journal.entries('process.exited')
  expect(exits.find(({ name }) => name === 'exports-telemetry')?.reason).toMatchObject({
    code: 0,
  })
})

seedCase('E2E-02', 'an environment goes on after a freeze, and its telemetry too', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'conformance-'))
  await using collector = await TelemetrySink.start()
  await using simulator = await startTraced(folder.path, collector, { freeze: 'process' })

  const first = await simulator.invoke({ message: 'first' })
  await simulator.waitForFrozen(soon)
  const pids = simulator.processes.map(({ pid }) => pid)
  const frozen = pids.map(threadStates)
  const second = await simulator.invoke({ message: 'second' })
  await simulator.shutdown()

  expect(frozen).toEqual(['T', 'T'])
  expect([first.status, second.status]).toEqual(['success', 'success'])
  expect(spansOf(collector).map(({ message }) => message)).toEqual(['first', 'second'])
})

seedCase('FDEMO-01', 'three invocations with a freeze after each lose no telemetry', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'conformance-'))
  await using collector = await TelemetrySink.start()
  await using simulator = await startTraced(folder.path, collector, {
    freeze: 'process',
    memorySizeMb: 256,
  })
  const messages = ['first', 'second', 'third']

  for (const message of messages) {
    await simulator.invoke({ message })
    await simulator.waitForFrozen(soon)
    const letters = simulator.processes.map(({ pid }) => threadStates(pid))
    expect({ message, letters }).toEqual({ message, letters: ['T', 'T'] })
  }
  await simulator.shutdown()

  expect(spansOf(collector).map(({ message }) => message)).toEqual(messages)
  for (const type of ['platform.start', 'platform.runtimeDone', 'platform.report'] as const) {
    expect(collector.of(type)).toHaveLength(3)
  }
  expect(simulator.processes).toEqual([])
})
