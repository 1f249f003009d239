import { processState, type SignalPort } from '@sim/freeze'
import type { ObservedSimulator } from './observed.ts'

/** A process as the kernel shows it. */
export interface Inspected {
  readonly pid: number
  readonly name: string
  /** The state letters of its threads, each once. */
  readonly states: readonly string[]
}

/**
 * Every process that there is: those that were started or registered, and what was stopped with them.
 *
 * The kernel is the one under the environment, which a container may have for itself. On Windows, which has no
 * word for it, none.
 */
export function inspectProcesses({
  processes,
  freezer,
  journal,
  signals,
}: ObservedSimulator): readonly Inspected[] {
  const names = new Map<number, string>()
  const frozen = freezer.isFrozen ? (journal.entries('frozen').at(-1)?.pids ?? []) : []
  for (const pid of frozen) names.set(pid, 'descendant')
  for (const { pid } of freezer.members) names.set(pid, 'registered')
  for (const { pid, role, name } of processes) {
    names.set(pid, role === 'runtime' ? role : `${role} ${name}`)
  }
  if (!signals.isSupported) return []
  return [...names]
    .map(([pid, name]) => ({ pid, name, states: statesOf(pid, signals) }))
    .filter(({ states }) => states.length > 0)
}

/** Empty for what has ended: it runs as little as if it were stopped. */
function statesOf(pid: number, signals: SignalPort): readonly string[] {
  const state = processState(pid, signals)
  if (state === 'gone') return []
  const letters = [state, ...state.threads].map((thread) => thread.state)
  return [...new Set(letters)].filter((letter) => letter !== 'Z' && letter !== 'X')
}

const words: Readonly<Record<string, string>> = {
  R: 'running',
  S: 'sleeping',
  I: 'idle',
  D: 'waiting for a device',
  T: 'stopped',
  t: 'stopped by a debugger',
}

/** `pid 7 runtime: T (stopped)`. */
export function inspectedLine({ pid, name, states }: Inspected): string {
  const named = states.map((letter) => `${letter} (${words[letter] ?? 'unknown'})`)
  return `pid ${pid} ${name}: ${named.join(', ')}`
}
