import * as z from 'zod'

/**
 * Milliseconds, down to whole microseconds. Core: `telemetry/events_api.go` cuts nanoseconds off.
 */
export const DurationMs = z.number().nonnegative().multipleOf(0.001)

/** A whole number of things. Consumers decode it as an unsigned integer and accept nothing else. */
export const Count = z.int().nonnegative()

/** `YYYY-MM-DDTHH:mm:ss.sssZ`: always UTC, always exactly three fraction digits. Captured. */
export const Timestamp = z.iso.datetime({ precision: 3 })
