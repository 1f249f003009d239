import { expect, test } from '@jest/globals'
import type { JournalEntry, JournalEntryType, JournalFacts } from '@sim/simulator'
import { PassThrough } from 'node:stream'
import { JournalReader } from '../../src/rie/journal-reader.ts'
import { RieLog } from '../../src/rie/rie-log.ts'

type Event = JournalFacts['telemetry']['event']

/** A reader, what it prints, and a way to have it read. */
function reading() {
  const stdout = new PassThrough({ encoding: 'utf8' })
  const stderr = new PassThrough({ encoding: 'utf8' })
  const reader = new JournalReader(stdout, new RieLog(stderr, 'trace'), '7')
  const read = <T extends JournalEntryType>(type: T, facts: JournalFacts[T]) =>
    reader.read({ type, atMs: 0, wallMs: 0, generation: 1, sequence: 1, ...facts } as JournalEntry)
  const tell = (type: string, record: object) =>
    read('telemetry', { event: { time: '', type, record } as Event })
  return { reader, read, tell, printed: () => stdout.read(), logged: () => stderr.read() }
}

const report = (requestId: string, status: string) => ({
  requestId,
  status,
  metrics: { durationMs: 1, billedDurationMs: 1, memorySizeMB: 128, maxMemoryUsedMB: 30 },
})
const initReport = (status: string) => ({ status, metrics: { durationMs: 5 } })
const start = { from: 'idle', to: 'invoke' } as const

test('invocations start in the order in which they came', () => {
  const { read, printed } = reading()

  for (const requestId of ['one', 'two']) read('invocation.queued', { requestId })
  read('phase', start)
  read('phase', { from: 'invoke', to: 'idle' })
  read('phase', start)

  expect(printed()).toBe('START RequestId: one Version: 7\nSTART RequestId: two Version: 7\n')
})

test('how an invocation ended can be asked for once', () => {
  const { reader, tell } = reading()

  tell('platform.initReport', initReport('success'))
  tell('platform.report', report('one', 'success'))

  expect(reader.takeEnd('one')).toEqual({
    report: report('one', 'success'),
    initialised: true,
    initErrorReported: false,
  })
  expect(reader.takeEnd('one')).toBeUndefined()
  expect(reader.takeEnd('two')).toBeUndefined()
})

test('what an earlier init came to does not count for a later one', () => {
  const { reader, read, tell } = reading()

  tell('platform.initStart', {})
  tell('platform.initReport', initReport('success'))
  tell('platform.report', report('one', 'error'))
  tell('platform.initStart', {})
  read('runtime.init-error', { errorType: 'Runtime.Unknown' })
  tell('platform.report', report('two', 'error'))
  tell('platform.initStart', {})
  tell('platform.initReport', initReport('error'))
  tell('platform.report', report('three', 'error'))

  const ends = ['one', 'two', 'three'].map((id) => reader.takeEnd(id))
  expect(ends).toMatchObject([
    { initialised: true, initErrorReported: false },
    { initialised: false, initErrorReported: true },
    { initialised: false, initErrorReported: false },
  ])
})

test('only the invocation that waited for an init is told of it', () => {
  const { tell, printed } = reading()

  tell('platform.initReport', initReport('success'))
  for (const id of ['one', 'two']) tell('platform.report', report(id, 'success'))

  const reports = String(printed()).match(/REPORT .*/g) ?? []
  expect(reports.map((line) => line.includes('Init Duration: 5.00 ms'))).toEqual([true, false])
})

test('what processes write goes to stdout, everything else to the log', () => {
  const { read, printed, logged } = reading()

  read('process.output', { role: 'runtime', name: 'runtime', stream: 'stderr', text: 'oh' })
  read('failed', { errorType: 'Runtime.ExitError', message: 'it is gone' })

  expect(printed()).toBe('oh\n')
  expect(logged()).toMatch(/^\S+ \S+ \S+ \S+ \[WARNING\] \(lambda-sim\) .*it is gone\n$/)
})
