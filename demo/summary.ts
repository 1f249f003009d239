import type { Invocation, JournalEntry, Simulator } from '@sim/simulator'
import { describe } from '@sim/simulator'
import { total, type CollectorCounts, type Tally } from './collector-counts.ts'
import type { Screen } from './screen.ts'

/** What reached the collector, and how long everything took. */
export function summarise(
  screen: Screen,
  simulator: Simulator,
  invocations: readonly Invocation[],
  counts: CollectorCounts,
): void {
  screen.heading('Summary')
  const { spans, metrics, logs, telemetry } = counts
  screen.check(total(spans) >= 9, `spans exported:      ${tally(spans)}`)
  screen.check(total(metrics) > 0, `metrics exported:    ${tally(metrics)}`)
  screen.check(total(logs) > 0, `logs exported:       ${tally(logs)}`)
  screen.check(total(telemetry) > 0, `telemetry received:  ${total(telemetry)} events`)
  for (const [type, count] of Object.entries(telemetry))
    screen.note(`${String(count).padStart(4)}  ${type}`)
  screen.line('')
  screen.table([
    ['invocation', 'answer', 'duration', 'billed', 'init', 'extension', 'memory'],
    ...invocations.map((invocation, index) => durations(invocation, index)),
  ])
  screen.heading('Timeline')
  for (const entry of simulator.journal.entries().filter(isMoment)) {
    screen.line(`   ${(entry.atMs / 1000).toFixed(3).padStart(7)} s   ${describe(entry)}`)
  }
}

function tally(counts: Tally): string {
  const parts = Object.entries(counts).map(([name, count]) => `${name} ${count}`)
  return `${total(counts)}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`
}

function durations({ status, report, extensionOverheadMs }: Invocation, index: number): string[] {
  const { durationMs, billedDurationMs, initDurationMs, maxMemoryUsedMB } = report?.metrics ?? {}
  return [
    `${index + 1} ${initDurationMs === undefined ? 'warm' : 'cold'}`,
    String(status),
    ms(durationMs),
    ms(billedDurationMs),
    ms(initDurationMs),
    ms(extensionOverheadMs),
    `${maxMemoryUsedMB} MB`,
  ]
}

function ms(value: number | undefined): string {
  return value === undefined ? '' : `${Number(value.toFixed(1))} ms`
}

const moments: readonly JournalEntry['type'][] = [
  'phase',
  'process.spawned',
  'process.exited',
  'extension.registered',
  'invocation.answered',
  'frozen',
  'thawed',
  'shutdown',
]

function isMoment(entry: JournalEntry): boolean {
  return moments.includes(entry.type)
}
