import { constants } from 'node:os'

/** How `lambda-sim` ends. A command that a signal cut short ends with 128 and the signal's number, as shells have it. */
export const exitCodes = {
  success: 0,
  /** The function, or the work, failed. */
  failure: 1,
  /** The arguments are wrong. */
  usage: 2,
} as const

/** The exit code of what this signal cut short: 130 for SIGINT, 143 for SIGTERM. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal]
}

/** Whether an abort's reason is the name of a signal. */
export function isSignal(reason: unknown): reason is NodeJS.Signals {
  return typeof reason === 'string' && Object.hasOwn(constants.signals, reason)
}
