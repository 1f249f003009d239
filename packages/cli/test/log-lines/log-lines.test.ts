import { expect, test } from '@jest/globals'
import type { JournalEntry, JournalEntryType, JournalFacts, LogSettings } from '@sim/simulator'
import { logLines } from '../../src/log-lines/log-lines.ts'

function lines<T extends JournalEntryType>(
  type: T,
  facts: JournalFacts[T],
  settings?: LogSettings,
) {
  const place = { sequence: 1, atMs: 0, wallMs: 0, generation: 1 }
  return logLines({ ...place, type, ...facts } as unknown as JournalEntry, settings)
}

const printed = (text: string) =>
  lines('process.output', { role: 'runtime', name: 'runtime', stream: 'stdout', text })

test('what the function prints is its own', () => {
  expect(printed('hello')).toEqual([
    { source: 'function', text: 'hello', extension: undefined, failed: false },
  ])
})

test('a message of several lines, which a runtime joins by carriage returns, is several lines', () => {
  expect(printed('one\rtwo\r').map(({ text }) => text)).toEqual(['one', 'two'])
  expect(printed('').map(({ text }) => text)).toEqual([''])
})

test('so is a message of the log descriptor', () => {
  const facts = {
    role: 'runtime',
    name: 'runtime',
    stream: 'log',
    text: 'one\ntwo\r\nthree',
  } as const

  expect(lines('process.output', facts).map(({ text }) => text)).toEqual(['one', 'two', 'three'])
})

test('in JSON, lines and events of levels that are not wanted are left out', () => {
  const settings = {
    logFormat: 'JSON',
    applicationLogLevel: 'WARN',
    systemLogLevel: 'WARN',
  } as const
  const time = '2026-03-14T09:15:26.101Z'
  const print = (text: string) =>
    lines(
      'process.output',
      { role: 'runtime', name: 'runtime', stream: 'stdout', text },
      settings,
    ).map((line) => line.text)
  const warning = JSON.stringify({ timestamp: time, level: 'WARN' })
  const event = { time, type: 'platform.start', record: { requestId: 'an-id' } } as const

  expect(print('plain text')).toEqual([])
  expect(print(warning)).toEqual([warning])
  expect(lines('telemetry', { event }, settings)).toEqual([])
  expect(lines('telemetry', { event }, { ...settings, systemLogLevel: 'INFO' })).toEqual([
    { source: 'platform', text: JSON.stringify(event), failed: false },
  ])
})

test('what an extension prints names the extension', () => {
  expect(
    lines('process.output', { role: 'extension', name: 'otel', stream: 'stderr', text: 'ready' }),
  ).toEqual([{ source: 'extension', text: 'ready', extension: 'otel', failed: false }])
})

test('an event of the platform is a line of its own, red if it tells of a failure', () => {
  const time = '2026-03-14T09:15:26.101Z'
  const record = { requestId: 'an-id', version: '$LATEST' }
  const metrics = { durationMs: 1, billedDurationMs: 1, memorySizeMB: 128, maxMemoryUsedMB: 60 }
  const report = { requestId: 'an-id', status: 'error', metrics } as const

  expect(lines('telemetry', { event: { time, type: 'platform.start', record } })).toEqual([
    { source: 'platform', text: 'START RequestId: an-id Version: $LATEST', failed: false },
  ])
  expect(
    lines('telemetry', { event: { time, type: 'platform.report', record: report } }),
  ).toMatchObject([{ failed: true }, { failed: true }])
})

test('the line of a process is not told a second time by its telemetry', () => {
  const time = '2026-03-14T09:15:26.101Z'

  expect(lines('telemetry', { event: { time, type: 'function', record: 'hello\n' } })).toEqual([])
})

test.each([
  [
    lines('failed', { errorType: 'Extension.Crash', message: 'exit status 9' }),
    'Extension.Crash: exit status 9',
  ],
  [
    lines('freeze.failed', { code: 'ERR', message: 'pid 9 runs on' }),
    'the freeze failed: pid 9 runs on',
  ],
  [lines('unended', { message: 'pid 9' }), 'did not end: pid 9'],
  [
    lines('telemetry.dropped', { subscriber: 'otel', events: 3, reason: 'full' }),
    '3 telemetry events for otel dropped: full',
  ],
])('what Lambda has no line for is told in a line of the simulator', (found, text) => {
  expect(found).toEqual([{ source: 'simulator', text, failed: true }])
})

test('a time-out, and an end that was asked for, are not told twice', () => {
  expect(lines('failed', { errorType: 'Sandbox.Timedout', message: 'after 3 s' })).toEqual([])
  expect(lines('failed', { errorType: 'Sandbox.Failure', message: 'stopped' })).toEqual([])
})

test('most of what happens is in no log', () => {
  expect(lines('phase', { from: 'init', to: 'idle' })).toEqual([])
  expect(lines('runtime.polled', { state: 'Ready' })).toEqual([])
})
