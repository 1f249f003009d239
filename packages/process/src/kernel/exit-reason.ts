import { describeExit, type ReportedStatus } from '../os/exit-status.ts'
import type { Pid } from './pid.ts'

/**
 * Why a process is no more. Plain data: it may be kept, compared and, but for `error`, written as JSON.
 *
 * - `normal`: it came to its end by itself, and well.
 * - `failure`: it came to its end by itself, and badly. `error` is what a task threw or a module trapped on.
 * - `shutdown`: it was asked to stop first. `forced`: its deadline had to be enforced. `cause`: it is a supervisor that gave
 *   up, and this is the first of the deaths that were too many.
 * - `killed`: somebody ended it. `by` is the process that did, if it was one.
 * - `linked`: it went with `from`, to which it was linked, and which ended because of `cause`.
 * - `noproc`: there was no such process to begin with.
 */
export type ExitReason =
  | ({ readonly kind: 'normal' } & ReportedStatus)
  | ({ readonly kind: 'failure'; readonly error?: Error | undefined } & ReportedStatus)
  | ({
      readonly kind: 'shutdown'
      readonly why?: string | undefined
      readonly forced?: true | undefined
      readonly cause?: ExitReason | undefined
    } & ReportedStatus)
  | ({
      readonly kind: 'killed'
      readonly by?: Pid | undefined
      readonly why?: string | undefined
    } & ReportedStatus)
  | ({ readonly kind: 'linked'; readonly from: Pid; readonly cause: ExitReason } & ReportedStatus)
  | ({ readonly kind: 'noproc' } & ReportedStatus)

/**
 * Where a chain of links began: the reason of the process that did not go because of another one. Sees through a
 * supervisor that gave up, to the first of the deaths that were too many.
 */
export function rootCause(reason: ExitReason): ExitReason {
  let root = reason
  for (let next = causeOf(root); next !== undefined; next = causeOf(root)) {
    root = roots.get(next) ?? next
  }
  if (root !== reason) roots.set(reason, root)
  return root
}

// Each of a long chain asks for the same root: what was found once is not looked for again. Only a cache: another copy of
// this module finds the same.
const roots = new WeakMap<ExitReason, ExitReason>()

function causeOf(reason: ExitReason): ExitReason | undefined {
  return reason.kind === 'linked' || reason.kind === 'shutdown' ? reason.cause : undefined
}

/** The error that a chain of links began with, if it began with one. */
export function rootError(reason: ExitReason): Error | undefined {
  const root = rootCause(reason)
  return root.kind === 'failure' ? root.error : undefined
}

/**
 * A reason in one line: `failure: exit status 3`, `killed (why)`, `linked to env-1/4: failure: text`. Of a chain of links
 * it has the last one and where it began: `linked to env-1/9, which was linked: failure: text`.
 */
export function describeReason(reason: ExitReason): string {
  const status = describeStatus(reason)
  switch (reason.kind) {
    case 'normal':
    case 'noproc':
      return reason.kind + status
    case 'failure':
      return `failure${reason.error === undefined ? status : `: ${reason.error.message}`}`
    case 'shutdown':
    case 'killed':
      return reason.kind + (reason.why === undefined ? '' : ` (${reason.why})`) + status
    case 'linked': {
      // Each of a long chain has such a line: none may have all the others in it.
      const others = reason.cause.kind === 'linked' ? ', which was linked' : ''
      return `linked to ${reason.from}${others}: ${describeReason(rootCause(reason))}`
    }
  }
}

function describeStatus(status: ReportedStatus): string {
  const isReported = status.code !== undefined || status.signal !== undefined
  return isReported ? `: ${describeExit(status)}` : ''
}
