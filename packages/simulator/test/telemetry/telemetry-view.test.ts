import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { runtime } from '../programs.ts'
import { report, toldJournal } from './told-journal.ts'

test('events of one type are typed by it', () => {
  const { view, tell } = toldJournal()
  tell('platform.start', { requestId: 'a' })
  tell('platform.report', report('a'))

  const durations: number[] = view
    .filter('platform.report', { status: 'success', metrics: { durationMs: 5 } })
    .map((event) => event.record.metrics.durationMs)
  const texts: unknown[] = view.filter('function', /a/).map(({ record }) => record)
  const found = view.first('platform.report', ({ record }) => record.metrics.durationMs > 4)

  expect([durations, texts, found?.record.requestId]).toEqual([[5], [], 'a'])
  // @ts-expect-error no event has this name
  expect(view.filter('platform.repotr')).toEqual([])
  // @ts-expect-error no record has this member
  expect(view.filter('platform.report', { stauts: 'success' })).toEqual([])
  // @ts-expect-error the record of another event has this member
  expect(view.first('platform.start', { status: 'success' })).toBeUndefined()
  // @ts-expect-error no status is called this
  expect(view.last('platform.report', { status: 'sucess' })).toBeUndefined()
  // @ts-expect-error a start has no metrics
  expect(view.first('platform.start')?.record.metrics).toBeUndefined()
  // @ts-expect-error no member of this event is called this
  expect(view.filter('platform.start', ({ record }) => record.status === 'x')).toEqual([])
})

test('filter has all, first the oldest and last the newest', () => {
  const { view, tell } = toldJournal()
  tell('platform.report', report('a'))
  tell('platform.report', report('b', 'error'))
  tell('platform.report', report('c', 'error'))

  const ids = (events: ReturnType<typeof view.filter<'platform.report'>>) =>
    events.map(({ record }) => record.requestId)
  expect(ids(view.filter('platform.report'))).toEqual(['a', 'b', 'c'])
  expect(ids(view.filter('platform.report', { status: 'error' }))).toEqual(['b', 'c'])
  expect(view.first('platform.report', { status: 'error' })?.record.requestId).toBe('b')
  expect(view.last('platform.report', { status: 'error' })?.record.requestId).toBe('c')
  expect(view.last('platform.report', { status: 'timeout' })).toBeUndefined()
  expect(view.first('platform.start')).toBeUndefined()
})

test('what the journal has forgotten is gone', () => {
  const { view, tell } = toldJournal(2)

  for (const id of ['a', 'b', 'c']) tell('platform.start', { requestId: id })

  expect(view.filter('platform.start').map(({ record }) => record.requestId)).toEqual(['b', 'c'])
})

test('a wait resolves with the first that fits, whether it was told or will be', async () => {
  const { view, tell } = toldJournal()
  tell('platform.report', report('a'))
  const past = view.waitFor('platform.report')
  const coming = view.waitFor('platform.report', { requestId: /^b/ }, { timeoutMs: 1_000 })
  const conditional = view.waitFor('platform.report', ({ record }) => record.status === 'timeout')

  tell('platform.start', { requestId: 'b' })
  tell('platform.report', report('c', 'timeout'))
  tell('platform.report', report('b1'))
  tell('platform.report', report('b2'))

  const ids = (await Promise.all([past, coming, conditional])).map(({ record }) => record.requestId)
  expect(ids).toEqual(['a', 'b1', 'c'])
})

test('a wait that ends without it says what was wanted and what was seen', async () => {
  const { view, tell } = toldJournal()
  tell('platform.start', { requestId: 'a' })
  tell('platform.report', report('a'))
  tell('platform.report', report('b'))

  const waited = view.waitFor('platform.report', { status: 'timeout' }, { timeoutMs: 20 })

  await expect(waited).rejects.toMatchObject({
    code: 'ERR_WAIT_TIMEOUT',
    message:
      "waited 20 ms for platform.report with { status: 'timeout' }; last saw platform.start × 1, platform.report × 2; the newest platform.report is { requestId: 'b', status: 'success', metrics: { durationMs: 5 } }",
  })
})

test.each([
  [['function'], 'waited 1 ms for function; last saw no events'],
  [
    ['function', () => false],
    'waited 1 ms for function that meets a condition; last saw no events',
  ],
] as const)('a wait for %j needs no record', async ([type, where], message) => {
  const { view } = toldJournal()

  await expect(view.waitFor(type, where, { timeoutMs: 1 })).rejects.toThrow(message)
})

test('how long to wait may be the only thing that is said', async () => {
  const { view } = toldJournal()
  const reason = new Error('enough')

  const short = view.waitFor('platform.report', { timeoutMs: 1 })

  await expect(short).rejects.toThrow('waited 1 ms for platform.report; last saw no events')
  const cut = view.waitFor('platform.report', { signal: AbortSignal.abort(reason) })
  await expect(cut).rejects.toBe(reason)
})

test('a condition that throws rejects the wait', async () => {
  const { view, tell } = toldJournal()
  const fault = new Error('a fault of the test')
  const waited = view.waitFor('platform.start', () => {
    throw fault
  })

  tell('platform.start', { requestId: 'a' })

  await expect(waited).rejects.toBe(fault)
})

test('a simulator that stops ends the waits for what cannot come; what was told is still there', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes') })
  const { requestId } = await simulator.invoke({})
  const never = simulator.telemetry.waitFor('platform.logsDropped')

  await simulator.telemetry.waitFor('platform.report', { requestId })
  await simulator.stop()

  await expect(never).rejects.toMatchObject({ code: 'ERR_SIMULATOR_STOPPED' })
  await expect(simulator.telemetry.waitFor('platform.logsDropped')).rejects.toMatchObject({
    code: 'ERR_SIMULATOR_STOPPED',
  })
  const told = await simulator.telemetry.waitFor('platform.report', { requestId })
  expect(told.record.status).toBe('success')
})

test('of an invocation there are its events and what was printed during it', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes') })
  const first = await simulator.invoke({})
  await first.done()
  const second = await simulator.invoke({})
  await second.done()

  const types = simulator.telemetry.ofInvocation(second.requestId).map(({ type }) => type)

  expect(types.filter((type) => type.startsWith('platform.'))).toEqual([
    'platform.start',
    'platform.runtimeDone',
    'platform.report',
  ])
  expect(simulator.telemetry.ofInvocation('another')).toEqual([])
})

test('everything is a line of JSON each, as subscribers with the newest schema are sent it', () => {
  const { view, tell } = toldJournal()
  tell('platform.start', { requestId: 'a' })
  tell('function', { level: 'INFO' })
  tell('platform.logsSubscription', { name: 'old', state: 'Subscribed', types: ['platform'] })
  tell('function', 'two\nlines\n')

  expect(view.ndjson()).toBe(
    [
      '{"time":"2026-02-03T09:15:20.000Z","type":"platform.start","record":{"requestId":"a"}}',
      '{"time":"2026-02-03T09:15:20.000Z","type":"function","record":{"level":"INFO"}}',
      '{"time":"2026-02-03T09:15:20.000Z","type":"function","record":"two\\nlines\\n"}',
      '',
    ].join('\n'),
  )
})
