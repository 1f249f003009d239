// @ts-check
import { performance } from 'node:perf_hooks'

/**
 * Wall time in milliseconds since 1970, with a fraction.
 *
 * Not `Date.now`: a handler that replaces the global clock must not move the platform's.
 *
 * @returns {number}
 */
export const now = () => performance.timeOrigin + performance.now()
