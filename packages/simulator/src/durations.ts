/** A duration as the platform writes it: milliseconds, cut after the microsecond. Core: `telemetry/events_api.go`. */
export function platformMs(ms: number): number {
  return Math.trunc(ms * 1000) / 1000
}
