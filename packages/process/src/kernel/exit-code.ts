import { constants } from 'node:os'
import { rootCause, type ExitReason } from './exit-reason.ts'

/**
 * What a program exits with whose main process ended like this, as shells have it: its code, 128 and the
 * number of its signal; without either 0 if it ended well or stopped when it was asked to, and 1 otherwise. A failure, or
 * a supervisor that gave up, is never 0.
 */
export function exitCodeOf(reason: ExitReason): number {
  const { kind, code, signal } = rootCause(reason)
  if (signal !== undefined) return 128 + constants.signals[signal]
  // Something may have failed because something else has ended, and well.
  const hasFailed = reason.kind === 'failure' || gaveUp(reason)
  const isWell = kind === 'normal' || kind === 'shutdown'
  return code || (isWell && !hasFailed ? 0 : 1)
}

/** Whether a supervisor that gave up stands at the beginning of a chain of links. */
function gaveUp(reason: ExitReason): boolean {
  let first = reason
  while (first.kind === 'linked') first = first.cause
  return first.kind === 'shutdown' && first.cause !== undefined
}
