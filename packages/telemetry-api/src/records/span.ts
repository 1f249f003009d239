import * as z from 'zod'
import { DurationMs, Timestamp } from './measures.ts'

/** A part of a phase. Documented. */
export const Span = z.strictObject({
  /** `responseLatency`, `responseDuration`, `runtimeOverhead`; in a report `extensionOverhead`. */
  name: z.string(),
  start: Timestamp,
  durationMs: DurationMs,
})
export type Span = z.infer<typeof Span>

/** Spans are left out when there are none: the platform never sends an empty list. Core. */
export const Spans = z.array(Span).min(1)
