import { expect, test } from '@jest/globals'
import type { SimulatorOptions } from '@sim/simulator'
import type { Step } from '../telemetry/actors.ts'
import { Play } from '../telemetry/play.ts'
import { logsPath, logsRequest } from '../telemetry/subscribe.ts'
import { subscriber } from '../telemetry/subscribed.ts'

const json = '{"level":"INFO","message":"m"}'

/** What a subscriber to the function's output gets of a handler that takes these steps. */
async function printed(
  steps: readonly Step[],
  schemaVersion: string,
  options: SimulatorOptions = {},
): Promise<readonly unknown[]> {
  await using play = await Play.start({
    options,
    extensions: { E: subscriber({ schemaVersion, types: ['function'] }) },
  })
  await play.simulator.invoke({ do: [...steps, ['respond', 2]] })
  await play.listener.nth('function', steps.length)
  return play.listener.events.map(({ record }) => record)
}

test('LOG-001: both streams are told, a line an event, with its line feed', async () => {
  const records = await printed(
    [
      ['say', 'hello'],
      ['complain', 'oops\n'],
    ],
    '2025-01-29',
  )

  expect(records).toEqual(['hello\n', 'oops\n'])
})

test('LOG-002: what an extension prints is told without a name', async () => {
  await using play = await Play.start({
    extensions: {
      E: subscriber({ types: ['extension'] }),
      F: () => ({
        start: [
          ['register', 'INVOKE'],
          ['say', 'from the other one'],
        ],
      }),
    },
  })

  const event = await play.listener.nth('extension')

  expect(event).toEqual({
    time: expect.any(String),
    type: 'extension',
    record: 'from the other one\n',
  })
})

test('LOG-003: with the JSON format an object is told as one', async () => {
  const records = await printed([['say', json]], '2022-12-13', { logFormat: 'JSON' })

  expect(records).toEqual([{ level: 'INFO', message: 'm' }])
})

test('LOG-006: with the JSON format what is no object stays text', async () => {
  const records = await printed([['say', 'plain text']], '2025-01-29', { logFormat: 'JSON' })

  expect(records).toEqual(['plain text\n'])
})

test('LOG-007: with the text format an object is text, too', async () => {
  const records = await printed([['say', json]], '2025-01-29')

  expect(records).toEqual([`${json}\n`])
})

test('LOG-008: what an extension inside the runtime prints is the function’s', async () => {
  await using play = await Play.start({
    runtime: { start: [['register', 'inner', 'INVOKE'], ['listen'], ['say', 'from within']] },
    extensions: { E: subscriber({ types: ['function', 'extension'] }) },
  })
  await play.simulator.invoke({})

  const { record } = await play.listener.nth('function')

  expect(record).toBe('from within\n')
  expect(play.listener.of('extension')).toEqual([])
})

test('LOG-009: levels keep nothing of the platform from a subscriber', async () => {
  await using play = await Play.start({
    options: { logFormat: 'JSON', systemLogLevel: 'WARN' },
    extensions: { E: subscriber() },
  })
  await play.simulator.invoke({})

  await play.listener.nth('platform.report')

  expect(play.listener.types).toEqual(play.simulator.telemetry.events().map(({ type }) => type))
  expect(play.listener.types).toContain('platform.start')
})

/** The record of `platform.initStart` as subscribers with this schema version get it. */
async function initStart(schemaVersion: string): Promise<object> {
  await using play = await Play.start({ extensions: { E: subscriber({ schemaVersion }) } })
  return (await play.listener.nth('platform.initStart')).record
}

test('LOG-010: the oldest schema tells only how the environment was initialised', async () => {
  expect(await initStart('2022-07-01')).toEqual({ initializationType: 'on-demand', phase: 'init' })
})

test('LOG-011: the next one tells of the function, the newest of the instance, too', async () => {
  const identified = { functionName: 'function', functionVersion: '$LATEST' }
  const common = { initializationType: 'on-demand', phase: 'init', ...identified }

  expect(await initStart('2022-12-13')).toEqual(common)
  expect(await initStart('2025-01-29')).toEqual({
    ...common,
    instanceId: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
    instanceMaxMemory: 128 * 1024 * 1024,
  })
})

test('LGS-009: to the Logs API an object is text, whatever the format', async () => {
  await using play = await Play.start({
    options: { logFormat: 'JSON' },
    extensions: {
      E: (uri) => ({
        start: [
          ['register', 'INVOKE'],
          ['subscribe', logsPath, logsRequest(uri, { types: ['function'] })],
        ],
      }),
    },
  })
  await play.simulator.invoke({
    do: [
      ['say', json],
      ['respond', 2],
    ],
  })

  const { record } = await play.listener.nth('function')

  expect(record).toBe(`${json}\n`)
})
