import type { JournalEntry, Simulator } from '@sim/simulator'
import { Readable } from 'node:stream'

/** Which lines are wanted. */
export interface OutputSelection {
  /** Seconds since 1970: only what came later. */
  readonly since?: number | undefined
  /** Only so many of those that are there already. */
  readonly tail?: number | undefined
}

/**
 * What the runtime and the extensions have written and write, a line each, until the environment is stopped.
 *
 * The container's own output is empty: its first process only holds it.
 */
export function functionOutput(simulator: Simulator, selection: OutputSelection = {}): Readable {
  const { since = -Infinity, tail } = selection
  const stream = new Readable({ encoding: 'utf8', read: () => undefined })
  const past = simulator.journal
    .entries('process.output')
    .filter(({ wallMs }) => wallMs > since * 1000)
  const tell = ({ text }: JournalEntry<'process.output'>) => stream.push(`${text}\n`)
  for (const entry of tail === undefined ? past : past.slice(past.length - tail)) tell(entry)
  const output = simulator.journal.subscribe((entry) => {
    if (entry?.type === 'process.output') tell(entry)
  })
  const phases = simulator.phases.subscribe((phase) => phase === 'stopped' && stream.push(null))
  if (simulator.phase === 'stopped') stream.push(null)
  stream.once('close', () => {
    output[Symbol.dispose]()
    phases[Symbol.dispose]()
  })
  return stream
}
