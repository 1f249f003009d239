// @ts-check
import { performance } from 'node:perf_hooks'

/**
 * Aborts shortly before an event's deadline, when the platform would end this process.
 *
 * @param {{ deadlineMs: number }} event
 */
export function beforeDeadline({ deadlineMs }) {
  const left = deadlineMs - (performance.timeOrigin + performance.now())
  return AbortSignal.timeout(Math.max(0, Math.floor(left * 0.9)))
}
