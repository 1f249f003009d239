import type { BodyEnd } from './body.ts'
import type { ExitReason, ReportedStatus } from './exit-reason.ts'

/** That somebody wants a process to end, and how it will be told: `shutdown`, `killed` or `linked`. */
export type AskedEnd = Extract<ExitReason, { readonly kind: 'shutdown' | 'killed' | 'linked' }>

/**
 * Why a process ended: what its body says, under who asked first.
 *
 * A task that throws while it stops has failed, unless it only passes on that it is to stop.
 */
export function reasonOf(
  end: BodyEnd,
  asked: AskedEnd | undefined,
  isMeantToEnd: boolean,
): ExitReason {
  const status: ReportedStatus = 'status' in end ? end.status : {}
  const error = 'value' in end ? undefined : end.error
  if (asked !== undefined) {
    const hasFailed = asked.kind === 'shutdown' && error !== undefined && !('status' in end)
    return hasFailed ? { kind: 'failure', error } : { ...asked, ...status }
  }
  if (error !== undefined) return { kind: 'failure', error, ...status }
  const isWell = status.signal === undefined && (status.code ?? 0) === 0
  if (!isWell) return { kind: 'failure', ...status }
  return isMeantToEnd
    ? { kind: 'normal', ...status }
    : { kind: 'failure', error: unexpected(), ...status }
}

function unexpected(): Error {
  return new Error('it ended by itself, which it is not meant to do')
}

/** A normal end after which something could not be released is a failure; any other stays what it was. */
export function withFailures(reason: ExitReason, failures: readonly unknown[]): ExitReason {
  const [failure] = failures
  if (failure === undefined || reason.kind !== 'normal') return reason
  return { kind: 'failure', error: failure instanceof Error ? failure : new Error(String(failure)) }
}
