import type { FreezeError } from './freeze-error.ts'
import { keyOf, type ProcessIdentity } from './process-identity.ts'
import { sendSignal } from './send-signal.ts'
import type { SignalPort } from './signal-port.ts'

/** What became of processes that were to be resumed. Each list is in the order in which they were stopped. */
export interface Resumption {
  readonly resumed: readonly ProcessIdentity[]
  /** They ended, or their number belongs to another process now, which was not signalled. */
  readonly gone: readonly ProcessIdentity[]
  /** Those that could not be resumed; `failures` says why, in the same order. */
  readonly left: readonly ProcessIdentity[]
  readonly failures: readonly FreezeError[]
}

/**
 * Sends SIGCONT to each, once. Never throws, and never ends half-way.
 *
 * The last stopped go first: a parent that looks at its children finds them running.
 */
export function resume(port: SignalPort, processes: readonly ProcessIdentity[]): Resumption {
  if (processes.length === 0) return nothing
  const outcomes = distinct(processes)
    .toReversed()
    .map((process) => {
      const isMeant = (entry: { startTime: string }) => entry.startTime === process.startTime
      return { process, sent: sendSignal(port, process.pid, 'SIGCONT', isMeant) }
    })
    .reverse()
  const those = (is: string) =>
    outcomes.filter(({ sent }) => sent.is === is).map(({ process }) => process)
  return {
    resumed: those('sent'),
    gone: those('gone'),
    left: those('failed'),
    failures: outcomes.flatMap(({ sent }) => (sent.is === 'failed' ? [sent.error] : [])),
  }
}

/** Most thaws find nothing stopped, and each invocation begins with one. */
export const nothing: Resumption = { resumed: [], gone: [], left: [], failures: [] }

/** Each of them once. */
export const distinct = (processes: readonly ProcessIdentity[]): readonly ProcessIdentity[] => [
  ...new Map(processes.map((process) => [keyOf(process), process])).values(),
]
