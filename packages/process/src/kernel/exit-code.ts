import { constants } from 'node:os'
import { rootCause, type ExitReason } from './exit-reason.ts'

/**
 * What a program exits with whose main process ended like this, as shells have it: its code, 128 and the
 * number of its signal; without either 0 if it ended well or stopped when it was asked to, and 1 otherwise.
 */
export function exitCodeOf(reason: ExitReason): number {
  const { kind, code, signal } = rootCause(reason)
  if (code !== undefined) return code
  if (signal !== undefined) return 128 + constants.signals[signal]
  return kind === 'normal' || kind === 'shutdown' ? 0 : 1
}
