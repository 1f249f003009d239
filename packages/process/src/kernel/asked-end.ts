import { asError } from './as-error.ts'
import type { BodyEnd } from './body.ts'
import type { ReportedStatus } from '../os/exit-status.ts'
import type { ExitReason } from './exit-reason.ts'

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
  if ('reason' in end)
    return asked === undefined || asked.kind === 'shutdown' ? { ...asked, ...end.reason } : asked
  if (asked === undefined) return ownReason(end, isMeantToEnd)
  if ('status' in end) return { ...asked, ...end.status }
  const hasFailed = asked.kind === 'shutdown' && 'error' in end
  return hasFailed ? { kind: 'failure', error: end.error } : asked
}

function ownReason(
  end: Exclude<BodyEnd, { readonly reason: unknown }>,
  isMeantToEnd: boolean,
): ExitReason {
  const status: ReportedStatus = 'status' in end ? end.status : {}
  const error = 'value' in end ? undefined : end.error
  if (error !== undefined) return { kind: 'failure', error, ...status }
  if (status.signal !== undefined || (status.code ?? 0) !== 0) return { kind: 'failure', ...status }
  if (isMeantToEnd) return { kind: 'normal', ...status }
  return { kind: 'failure', error: unexpected(), ...status }
}

function unexpected(): Error {
  return new Error('it ended by itself, which it is not meant to do')
}

/** A normal end after which something could not be released is a failure; any other stays what it was. */
export function withFailures(reason: ExitReason, failures: readonly unknown[]): ExitReason {
  const [failure] = failures
  if (failure === undefined || reason.kind !== 'normal') return reason
  return { kind: 'failure', error: asError(failure) }
}
