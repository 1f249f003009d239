import * as z from 'zod'
import { Count, DurationMs } from '../records/measures.ts'

/** What something took, and what of it is charged. Documented. */
export const LogsBilledDuration = z.strictObject({
  durationMs: DurationMs,
  /** Chosen: all of the duration, in whole milliseconds. The platform's own part of a restore is free there. */
  billedDurationMs: Count,
})
export type LogsBilledDuration = z.infer<typeof LogsBilledDuration>
