import { expect, test } from '@jest/globals'
import type { SimulatorOptions } from '@sim/simulator'
import { soon } from '../seed/patience.ts'
import type { Part, Step } from '../telemetry/actors.ts'
import { Play } from '../telemetry/play.ts'
import { happened } from '../telemetry/prompter.ts'
import { logsPath, logsRequest } from '../telemetry/subscribe.ts'
import { subscriber } from '../telemetry/subscribed.ts'

const json = '{"level":"INFO","message":"m","big":12345678901234567890}'

/** What a subscriber to the function's output is sent of a handler that takes these steps, as it was sent. */
async function bodyOf(
  steps: readonly Step[],
  count: number,
  schemaVersion: string,
  options: SimulatorOptions = {},
): Promise<{ readonly records: readonly unknown[]; readonly text: string }> {
  await using play = await Play.start({
    options,
    extensions: { E: subscriber({ schemaVersion, types: ['function'] }) },
  })
  await play.simulator.invoke({ do: [...steps, ['respond', 2]] })
  await play.listener.nth('function', count)
  const bodies = play.listener.deliveries.entries().map(({ body }) => body.toString())
  return { records: play.listener.events.map(({ record }) => record), text: bodies.join('') }
}

// Documented: the schema page of the Telemetry API.
test('with the oldest schema an object is text, whatever the format', async () => {
  const { records } = await bodyOf([['say', json]], 1, '2022-07-01', { logFormat: 'JSON' })

  expect(records).toEqual([`${json}\n`])
})

test.each(['2022-12-13', '2025-01-29'])(
  'with schema %s it is an object, digit for digit',
  async (version) => {
    const { records, text } = await bodyOf([['say', json]], 1, version, { logFormat: 'JSON' })

    expect(records).toMatchObject([{ level: 'INFO', message: 'm' }])
    expect(text).toContain(`"record":${json}}`)
  },
)

// Documented for objects only; chosen for the rest.
test.each(['[1,2]', '42', '"quoted"', 'null', '{"open":', '{} {}'])(
  'with the JSON format %s stays text',
  async (line) => {
    const { records } = await bodyOf([['say', line]], 1, '2025-01-29', { logFormat: 'JSON' })

    expect(records).toEqual([`${line}\n`])
  },
)

// Captured (2023-02): one event for an error of several lines that was written as one message.
test('a message in a frame is one event, its lines and their ends included', async () => {
  const message = 'Error: boom\n    at first\n    at second\n'

  const { records } = await bodyOf([['frame', message]], 1, '2022-07-01')

  expect(records).toEqual([message])
})

test('an object that is laid out over lines is one in a frame', async () => {
  const message = '{\n  "level": "ERROR",\n  "message": "m"\n}'

  const { records } = await bodyOf([['frame', message]], 1, '2022-12-13', { logFormat: 'JSON' })

  expect(records).toEqual([{ level: 'ERROR', message: 'm' }])
})

test('several lines in one write are an event each', async () => {
  const { records } = await bodyOf([['print', 'one\n\ntwo\n']], 3, '2022-07-01')

  expect(records).toEqual(['one\n', '\n', 'two\n'])
})

// Documented: the platform’s events are objects, and whole, whatever the format and the levels.
test('levels keep nothing that is printed from a subscriber', async () => {
  const trace = '{"level":"TRACE","message":"m"}'
  const options = { logFormat: 'JSON', applicationLogLevel: 'FATAL' } as const

  const { records } = await bodyOf([['say', trace]], 1, '2025-01-29', options)

  expect(records).toEqual([{ level: 'TRACE', message: 'm' }])
})

/** An extension that subscribes to the Logs API. */
const logs =
  (differing: object = {}) =>
  (uri: string): Part => ({
    start: [
      ['register', 'INVOKE', 'SHUTDOWN'],
      ['subscribe', logsPath, logsRequest(uri, differing)],
    ],
  })

// Documented: 2021-03-18 added platform.runtimeDone. Captured (2022-06): the order, and the version.
test.each([
  [undefined, []],
  ['2020-08-15', []],
  ['2021-03-18', ['platform.runtimeDone']],
])('with schema %s of the Logs API an invocation is told in this order', async (version, done) => {
  await using play = await Play.start({
    extensions: { E: logs({ schemaVersion: version, types: ['platform', 'function'] }) },
  })
  const { requestId } = await play.simulator.invoke({
    do: [
      ['say', 'hello'],
      ['respond', 2],
    ],
  })

  await play.listener.nth('platform.report')

  expect(play.listener.types).toEqual([
    'platform.logsSubscription',
    'platform.extension',
    'platform.start',
    'function',
    ...done,
    'platform.end',
    'platform.report',
  ])
  expect(play.listener.of('platform.start')[0]?.record).toEqual({ requestId, version: '$LATEST' })
  expect(play.listener.of('function')[0]?.record).toBe('hello\n')
})

// Captured (2022-06).
test('end and report of an invocation are of the same time', async () => {
  await using play = await Play.start({ extensions: { E: logs() } })
  const { requestId } = await play.simulator.invoke({})

  const { time } = await play.listener.nth('platform.report')

  expect(play.listener.of('platform.end')).toEqual([
    { time, type: 'platform.end', record: { requestId } },
  ])
})

test('a handler’s own error is no fault', async () => {
  await using play = await Play.start({ extensions: { E: logs() } })
  await play.simulator.invoke({ do: [['fail', 'Function.Boom']] })

  await play.listener.nth('platform.report')

  expect(play.listener.of('platform.fault')).toEqual([])
  expect(play.listener.of('platform.runtimeDone')).toMatchObject([
    { record: { status: 'success' } },
  ])
})

// Documented: the newer of two wordings of a fault.
test('a time-out is a fault of its own, between the runtime’s end and the invocation’s', async () => {
  await using play = await Play.start({
    options: { time: 'manual', timeoutMs: 1_000 },
    extensions: { E: logs() },
  })
  const { simulator, listener } = play
  const invocation = simulator.enqueue({ do: [['stay']] })
  await happened(simulator, { type: 'invocation.handed' })
  simulator.advance(1_000)
  await invocation.done(soon)
  simulator.advance(1_000)

  await listener.nth('platform.report')

  expect(listener.types.slice(listener.types.indexOf('platform.start'))).toEqual([
    'platform.start',
    'platform.runtimeDone',
    'platform.fault',
    'platform.end',
    'platform.report',
  ])
  const id = invocation.requestId
  expect(listener.of('platform.fault')[0]?.record).toBe(`RequestId: ${id} Status: timeout`)
  expect(listener.of('platform.runtimeDone')[0]?.record).toEqual({
    requestId: id,
    status: 'timeout',
  })
})

// Chosen: AWS’s own client of on-demand functions does not know these events; documented for the others.
test.each([
  ['on-demand', []],
  ['provisioned-concurrency', ['platform.initRuntimeDone', 'platform.initReport']],
  ['snap-start', ['platform.initRuntimeDone', 'platform.initReport']],
] as const)(
  'through the Logs API an init of type %s is told by %j',
  async (initializationType, told) => {
    await using play = await Play.start({
      options: { initializationType },
      runtime: { start: initializationType === 'snap-start' ? [['restore']] : [] },
      extensions: { E: logs() },
    })
    await play.simulator.invoke({})

    await play.listener.nth('platform.report')

    expect(play.listener.types.filter((type) => type.startsWith('platform.init'))).toEqual(told)
    for (const { record } of play.listener.of('platform.initReport')) {
      expect(record).toEqual({
        initializationType,
        metrics: { durationMs: expect.any(Number), billedDurationMs: expect.any(Number) },
      })
    }
  },
)

test('a sampled invocation is traced in its report, and nowhere else', async () => {
  await using play = await Play.start({ extensions: { E: logs() } })
  const traceId = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'
  await play.simulator.invoke({}, { traceId })

  await play.listener.nth('platform.report')

  const traced = play.listener.events.filter(({ record }) => record.tracing !== undefined)
  expect(traced.map(({ type }) => type)).toEqual(['platform.report'])
})
