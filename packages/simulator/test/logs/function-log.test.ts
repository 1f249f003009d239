import { expect, test } from '@jest/globals'
import { defaultLogSettings, Simulator, type SimulatorOptions } from '@sim/simulator'
import { Journal } from '../../src/journal/journal.ts'
import { FunctionLog } from '../../src/logs/function-log.ts'
import { happened, runtimeThat } from '../outcomes/scene.ts'
import { runtime } from '../programs.ts'
import { LogSubscriber } from './log-subscriber.ts'
import { frame, levelFlags, records, writer, writing } from './writing.ts'

const functionDirectory = `${import.meta.dirname}/functions`
const json = { logFormat: 'JSON' } as const

const parsed = (lines: readonly string[]) =>
  lines.map((line) => JSON.parse(line) as Record<string, unknown>)

/** What the lines are, without what differs from run to run. */
const named = (lines: readonly string[]) =>
  parsed(lines).map(({ type, message }) => type ?? message)

/** The log of one invocation of `prints`, when all of it is there. */
async function logOf(options: SimulatorOptions, event: unknown) {
  await using simulator = await Simulator.start({
    functionDirectory,
    handler: 'index.prints',
    ...options,
  })
  await (await simulator.invoke(event)).done()
  await (await simulator.invoke({ lines: ['over'] })).done()
  await happened(simulator, 'process.output', { text: 'over' })
  const [first] = simulator.invocations
  return { log: simulator.log.lines(), own: simulator.log.ofInvocation(first?.requestId ?? '') }
}

test('in text the log has the lines of Lambda and of the function, in their order', async () => {
  await using simulator = await Simulator.start({ runtime: writer })

  const { requestId } = await simulator.invoke(writing([[1, 'hello\n']]), {})
  await simulator.waitForPhase('idle')

  const [start, hello, end, report] = simulator.log.lines().slice(-4)
  expect(simulator.log.lines()[0]).toBe('INIT_START')
  expect([start, hello, end]).toEqual([
    `START RequestId: ${requestId} Version: $LATEST`,
    'hello',
    `END RequestId: ${requestId}`,
  ])
  expect(report).toMatch(`REPORT RequestId: ${requestId}\tDuration: `)
  expect(simulator.log.text()).toBe(`${simulator.log.lines().join('\n')}\n`)
})

test('in JSON the log has Lambda’s events and the function’s lines, of the levels that are wanted', async () => {
  const { own } = await logOf(json, { levels: ['debug', 'info', 'error'] })

  expect(named(own)).toEqual(['platform.start', 'at info', 'at error', 'platform.report'])
})

test('with other levels it has more or less of both', async () => {
  const levels = ['debug', 'info', 'error']
  const more = await logOf(
    { ...json, applicationLogLevel: 'DEBUG', systemLogLevel: 'DEBUG' },
    { levels },
  )
  const less = await logOf(
    { ...json, applicationLogLevel: 'ERROR', systemLogLevel: 'WARN' },
    { levels },
  )

  expect(named(more.log.slice(0, 3))).toEqual([
    'platform.initStart',
    'platform.initRuntimeDone',
    'platform.initReport',
  ])
  expect(named(more.own)).toEqual([
    'platform.start',
    'at debug',
    'at info',
    'at error',
    'platform.runtimeDone',
    'platform.report',
  ])
  expect(named(less.log)).toEqual(['at error'])
})

test('LOG-009: levels leave telemetry as it is', async () => {
  await using simulator = await Simulator.start({
    runtime: writer,
    extensions: [{ name: 'late' }],
    ...json,
    applicationLogLevel: 'FATAL',
    systemLogLevel: 'WARN',
  })
  await using subscriber = await LogSubscriber.start(simulator, { types: ['platform', 'function'] })

  await simulator.invoke(writing([[1, 'hello\n']]))

  expect(await subscriber.records('function', 1)).toEqual(['hello\n'])
  expect(await subscriber.records('platform.start', 1)).toHaveLength(1)
  expect(await subscriber.records('platform.report', 1)).toHaveLength(1)
  expect(simulator.log.lines()).toEqual([])
})

test.each([
  [{ schemaVersion: '2022-12-13' }, { level: 'INFO', message: 'm' }],
  [{ schemaVersion: '2025-01-29' }, { level: 'INFO', message: 'm' }],
  [{ schemaVersion: '2022-07-01' }, '{"level":"INFO","message":"m"}\n'],
  [{ api: 'logs', schemaVersion: '2021-03-18' }, '{"level":"INFO","message":"m"}\n'],
] as const)(
  'LOG-003, LGS-009: in JSON, %j is told a line of JSON as %j',
  async (wanted, record) => {
    await using simulator = await Simulator.start({
      runtime: writer,
      extensions: [{ name: 'late' }],
      ...json,
    })
    await using subscriber = await LogSubscriber.start(simulator, wanted)

    await simulator.invoke(writing([[1, '{"level":"INFO","message":"m"}\nplain text\n']]))

    expect(await subscriber.records('function', 2)).toEqual([record, 'plain text\n'])
  },
)

test('LOG-007: in text, a line of JSON is text', async () => {
  await using simulator = await Simulator.start({ runtime: writer })

  await simulator.invoke(writing([[1, '{"level":"INFO"}\n']]))
  await happened(simulator, 'process.output')

  expect(records(simulator)).toEqual(['{"level":"INFO"}\n'])
})

test('the level of a frame counts, whatever its text says', async () => {
  await using simulator = await Simulator.start({
    runtime: writer,
    ...json,
    applicationLogLevel: 'WARN',
    systemLogLevel: 'WARN',
  })

  await simulator.invoke(
    writing([
      [3, frame('debug\nin two lines', levelFlags(2, 'text'))],
      [3, frame('bad\nin two lines', levelFlags(5, 'text'))],
    ]),
  )
  await happened(simulator, 'process.output', { text: 'bad\nin two lines' })

  expect(simulator.log.lines()).toEqual(['bad\nin two lines'])
})

test('an invocation has its own lines, and not those of others', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes') })
  const first = simulator.enqueue('a')
  const second = simulator.enqueue('bb')

  await second.done()

  for (const [{ requestId }, text] of [
    [first, 'got 1 bytes'],
    [second, 'got 2 bytes'],
  ] as const) {
    expect(simulator.log.ofInvocation(requestId)).toEqual([
      `START RequestId: ${requestId} Version: $LATEST`,
      text,
      `END RequestId: ${requestId}`,
      expect.stringMatching(`^REPORT RequestId: ${requestId}`),
    ])
  }
})

test('an invocation that initialises the environment anew has the report of that init', async () => {
  await using simulator = await Simulator.start({ runtime: runtimeThat('say hello', 'exit 1') })
  await simulator.waitForPhase('dormant')

  const { requestId, done } = await simulator.invoke({}).then((invocation) => ({
    requestId: invocation.requestId,
    done: invocation.done(),
  }))
  await done

  expect(simulator.log.ofInvocation(requestId)).toEqual([
    'hello',
    expect.stringMatching(/^INIT_REPORT .*Phase: invoke/),
    `START RequestId: ${requestId} Version: $LATEST`,
    `END RequestId: ${requestId}`,
    expect.stringMatching(/^REPORT .*Status: error/),
  ])
})

test('an id that nobody has has no lines', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes') })

  await simulator.invoke({})

  expect(simulator.log.ofInvocation('nobody')).toEqual([])
})

test('of an id that was used twice the log is that of the second time', () => {
  const journal = new Journal()
  const log = new FunctionLog(journal, defaultLogSettings)
  const requestId = 'again'
  const time = '2026-03-14T09:15:26.101Z'
  for (const text of ['first', 'second']) {
    journal.record('invocation.queued', { requestId })
    journal.record('telemetry', { event: { time, type: 'platform.start', record: { requestId } } })
    const line = { role: 'runtime', name: 'runtime', stream: 'stdout', text, requestId } as const
    journal.record('process.output', line)
  }

  expect(log.ofInvocation(requestId)).toEqual([
    `START RequestId: ${requestId} Version: $LATEST`,
    'second',
  ])
})
