import { timeline, type Journal } from '@sim/simulator'

/** How many lines of a long run are shown. */
const mostLines = 200

/** The timeline of a run, under a heading; what was printed stands in the log above it and is left out. */
export function runTimeline(journal: Journal): string {
  const entries = journal.entries().filter(({ type }) => type !== 'process.output')
  const lines = timeline(entries).split('\n')
  const left = lines.length - mostLines
  const shown = left > 0 ? [`  … ${left} lines before these`, ...lines.slice(left)] : lines
  return ['', 'Timeline', ...shown, ''].join('\n')
}
