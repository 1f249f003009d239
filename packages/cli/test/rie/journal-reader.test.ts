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
  const read = <T extends JournalEntryType>(type: T, facts: JournalFacts[T], generation = 1) =>
    reader.read({ type, atMs: 0, wallMs: 0, generation, sequence: 1, ...facts } as JournalEntry)
  const tell = (type: string, record: object, generation?: number) =>
    read('telemetry', { event: { time: '', type, record } as Event }, generation)
  return { read, tell, printed: () => stdout.read(), logged: () => stderr.read() }
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

test('only the first invocation is told of an init, the very first one', () => {
  const { tell, printed } = reading()

  tell('platform.initReport', initReport('success'))
  for (const id of ['one', 'two']) tell('platform.report', report(id, 'success'))
  tell('platform.initReport', initReport('success'), 2)
  tell('platform.report', report('three', 'success'), 2)

  const reports = String(printed()).match(/REPORT .*/g) ?? []
  expect(reports.map((line) => line.includes('Init Duration: 5.00 ms'))).toEqual([
    true,
    false,
    false,
  ])
})

test('END and REPORT are those of invocations that succeeded or took too long', () => {
  const { tell, printed } = reading()

  for (const status of ['success', 'error', 'timeout', 'failure']) {
    tell('platform.report', report(status, status))
  }

  const ends = String(printed()).match(/(?<=END RequestId: ).*/g)
  expect(ends).toEqual(['success', 'timeout'])
})

test('what processes write goes to stdout, everything else to the log', () => {
  const { read, printed, logged } = reading()

  read('process.output', { role: 'runtime', name: 'runtime', stream: 'stderr', text: 'oh' })
  read('failed', { errorType: 'Runtime.ExitError', message: 'it is gone' })

  expect(printed()).toBe('oh\n')
  expect(logged()).toMatch(/^\S+ \S+ \S+ \S+ \[WARNING\] \(rapid\) .*it is gone\n$/)
})
