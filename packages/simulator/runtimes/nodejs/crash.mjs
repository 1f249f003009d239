// @ts-check
import { RuntimeError } from './errors.mjs'

/** @typedef {import('./console.mjs').LogFailure} LogFailure */

/** How the process ends after an exception that nobody caught. Captured from the older client. */
const crashExitCode = 129

/**
 * Reports what nobody caught, then ends the process with status 129.
 *
 * The two generations of AWS's own Node client disagree: the older one reports the exception and exits
 * with 129, the newer one exits with 1 and reports nothing. Chosen: the older way, which says more.
 *
 * @param {LogFailure} logFailure
 * @param {(error: unknown) => Promise<void>} report tells the platform
 * @returns {{ readonly isUnderway: boolean }} whether the process is about to end
 */
export function reportCrashes(logFailure, report) {
  const crash = { isUnderway: false }
  /** @type {(title: string, error: unknown) => Promise<void>} */
  const end = async (title, error) => {
    if (crash.isUnderway) return
    crash.isUnderway = true
    logFailure(title, error)
    await report(error).catch((failure) => logFailure('Report Failed', failure))
    process.exit(crashExitCode)
  }
  process.on('uncaughtException', (error) => void end('Uncaught Exception', error))
  process.on('unhandledRejection', (reason) => {
    const error = RuntimeError.wrapping('Runtime.UnhandledPromiseRejection', reason)
    void end('Unhandled Promise Rejection', error)
  })
  return crash
}
