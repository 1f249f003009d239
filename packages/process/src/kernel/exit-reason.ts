import { describeExit } from '../os/exit-status.ts'
import type { Pid } from './pid.ts'

/** What the operating system, or a module of WebAssembly, reported: one of them, or neither for a task. */
export interface ReportedStatus {
  readonly code?: number | undefined
  readonly signal?: NodeJS.Signals | undefined
}

/**
 * Why a process is no more. Plain data: it may be kept, compared and, but for `error`, written as JSON.
 *
 * - `normal`: it came to its end by itself, and well.
 * - `failure`: it came to its end by itself, and badly. `error` is what a task threw or a module trapped on.
 * - `shutdown`: it was asked to stop first. `forced`: its deadline had to be enforced.
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
    } & ReportedStatus)
  | ({
      readonly kind: 'killed'
      readonly by?: Pid | undefined
      readonly why?: string | undefined
    } & ReportedStatus)
  | ({ readonly kind: 'linked'; readonly from: Pid; readonly cause: ExitReason } & ReportedStatus)
  | ({ readonly kind: 'noproc' } & ReportedStatus)

/** Where a chain of links began: the reason of the process that did not go because of another one. */
export function rootCause(reason: ExitReason): ExitReason {
  let root = reason
  while (root.kind === 'linked') root = root.cause
  return root
}

/** The error that a chain of links began with, if it began with one. */
export function rootError(reason: ExitReason): Error | undefined {
  const root = rootCause(reason)
  return root.kind === 'failure' ? root.error : undefined
}

/** A reason in one line: `failure: exit status 3`, `killed (why)`, `linked to env-1/4: failure: text`. */
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
    case 'linked':
      return `linked to ${reason.from}: ${describeReason(reason.cause)}`
  }
}

function describeStatus({ code, signal }: ReportedStatus): string {
  if (signal !== undefined) return `: ${describeExit({ signal })}`
  return code === undefined ? '' : `: ${describeExit({ code })}`
}
