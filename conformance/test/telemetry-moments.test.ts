import { expect, test } from '@jest/globals'
import type { JournalEntry } from '@sim/simulator'
import { soon, unhurried } from '../seed/patience.ts'
import { Play } from '../telemetry/play.ts'
import { happened } from '../telemetry/prompter.ts'
import { newest, never, request, telemetryPath } from '../telemetry/subscribe.ts'
import { subscriber } from '../telemetry/subscribed.ts'

test('the end of the runtime’s part is delivered while the extension still works', async () => {
  await using play = await Play.start({
    extensions: {
      E: (uri) => ({ ...subscriber()(uri), invoke: [['cue', 'worked']] }),
    },
  })
  const invocation = play.simulator.enqueue({})

  const { record } = await play.listener.nth('platform.runtimeDone')
  const { phase } = play.simulator
  const early = play.simulator.telemetry.filter('platform.report')
  play.prompter.cue('worked')
  await invocation.done(soon)

  expect(record.requestId).toBe(invocation.requestId)
  expect([phase, early]).toEqual(['invoke', []])
  await play.listener.nth('platform.report')
})

/** An extension that prints the types of what is delivered to it, and that freezes with the environment. */
const hearing =
  (buffering: object, shutdown: readonly (readonly [string, string])[] = []) =>
  () => ({
    start: [
      ['register', 'INVOKE', 'SHUTDOWN'],
      ['hear', telemetryPath, request('', { buffering })],
    ] as const,
    shutdown,
  })

/** What the extension heard of, in the order in which it did: the types of events, `frozen` and `thawed`. */
function course({ simulator }: Play): string[] {
  return simulator.journal.entries().flatMap((entry: JournalEntry) => {
    if (entry.type === 'frozen' || entry.type === 'thawed') return [entry.type]
    if (entry.type !== 'process.output') return []
    const [, types = ''] = /^heard (.*)$/.exec(entry.text) ?? []
    return types === '' ? [entry.text] : types.split(' ')
  })
}

test('a frozen environment is sent nothing, and its time-outs stand still', async () => {
  await using play = await Play.start({
    options: { freeze: 'process', time: 'manual' },
    extensions: { E: subscriber({ buffering: { timeoutMs: 1_000 } }) },
  })
  const { simulator, listener } = play
  await simulator.enqueue({}).done(soon)
  await simulator.waitForFrozen(soon)
  simulator.advance(60_000)
  // What was sent before this has arrived before it.
  await fetch(`http://127.0.0.1:${listener.port}/probe`, { method: 'POST', body: '[]' })
  const whileFrozen = listener.deliveries.entries().map(({ url }) => url)

  const second = simulator.enqueue({
    do: [
      ['cue', 'go on'],
      ['respond', 2],
    ],
  })
  await happened(simulator, { type: 'invocation.handed' }, 2)
  simulator.advance(1_000)
  await listener.nth('platform.report')
  play.prompter.cue('go on')
  await second.done(soon)

  expect(whileFrozen).toEqual(['/probe'])
  expect(listener.types.slice(0, 8)).toEqual([
    'platform.initStart',
    'platform.telemetrySubscription',
    'platform.initRuntimeDone',
    'platform.extension',
    'platform.initReport',
    'platform.start',
    'platform.runtimeDone',
    'platform.report',
  ])
  expect(listener.events).toEqual(simulator.telemetry.events().slice(0, listener.events.length))
})

test('what waits for a batch that is not due is sent before SHUTDOWN goes out', async () => {
  await using play = await Play.start({
    options: { freeze: 'process', ...unhurried },
    extensions: { E: hearing(never, [['say', 'SHUTDOWN']]) },
  })
  await (await play.simulator.invoke({})).done(soon)
  await play.simulator.waitForFrozen(soon)

  await play.simulator.shutdown()

  expect(course(play)).toEqual([
    'frozen',
    'thawed',
    'platform.initStart',
    'platform.telemetrySubscription',
    'platform.initRuntimeDone',
    'platform.extension',
    'platform.initReport',
    'platform.start',
    'platform.runtimeDone',
    'platform.report',
    'SHUTDOWN',
  ])
})

test('the report of a crash is delivered though the extension was told to end', async () => {
  await using play = await Play.start({
    options: unhurried,
    extensions: { E: (uri) => ({ ...subscriber()(uri), shutdown: [['say', 'told to end']] }) },
  })
  await play.simulator.enqueue({ do: [['exit', 1]] }).done(soon)

  const { record } = await play.listener.nth('platform.report')

  expect(record).toMatchObject({ status: 'error', errorType: 'Runtime.ExitError' })
  await happened(play.simulator, { type: 'process.output', text: 'told to end' })
})

test('of a runtime of one’s own no version is told', async () => {
  await using play = await Play.start({
    extensions: { E: subscriber({ schemaVersion: newest }) },
  })

  const { record } = await play.listener.nth('platform.initStart')

  expect(record).toHaveProperty('functionName')
  expect(record).not.toHaveProperty('runtimeVersion')
  expect(record).not.toHaveProperty('runtimeVersionArn')
})

test('what the subscription of a generation is told goes on after a reset, without a new one', async () => {
  await using play = await Play.start({
    extensions: { E: (uri) => [subscriber()(uri), {}] },
  })
  await play.simulator.enqueue({ do: [['exit', 1]] }).done(soon)
  await play.simulator.invoke({})

  await play.listener.nth('platform.report', 2)

  const phases = play.listener.of('platform.initStart').map(({ record }) => record.phase)
  expect(phases).toEqual(['init', 'invoke'])
  expect(play.listener.of('platform.telemetrySubscription')).toHaveLength(1)
  expect(play.listener.events).toEqual(play.simulator.telemetry.events())
})
