/**
 * A duration as the platform writes it: milliseconds, cut after the microsecond. Core: `telemetry/events_api.go`.
 *
 * It is cut in whole nanoseconds, as there: the difference of two times as floating-point numbers can be a trifle too small.
 */
export function platformMs(ms: number): number {
  return Math.trunc(Math.round(ms * 1e6) / 1000) / 1000
}

/**
 * What a restore costs, in whole milliseconds: here all of it is the runtime's. Captured: the billed duration is that of the
 * invocation and of the restore together.
 */
export function billedRestoreMs(restoreDurationMs: number | undefined): number {
  return Math.ceil(restoreDurationMs ?? 0)
}
