import * as z from 'zod'
import { Count, DurationMs } from './measures.ts'
import { Spans } from './span.ts'
import { Status } from './status.ts'
import { TraceContext } from './trace-context.ts'

/**
 * `platform.report`: an invocation is over, extensions included; on managed instances, it was answered.
 *
 * Documented; `status` is missing in the documentation's sample and present in every capture.
 * `spans` only reach subscribers with schema 2025-01-29.
 */
export const PlatformReport = z.strictObject({
  requestId: z.string(),
  status: Status,
  errorType: z.string().optional(),
  metrics: z.strictObject({
    durationMs: DurationMs,
    /** Not on managed instances, and neither are the next two. */
    billedDurationMs: Count.optional(),
    memorySizeMB: Count.optional(),
    maxMemoryUsedMB: Count.optional(),
    /** Only on the first invocation after an initialisation that ran ahead of it. */
    initDurationMs: DurationMs.optional(),
    /** Only on the first invocation after a restore. */
    restoreDurationMs: DurationMs.optional(),
  }),
  spans: Spans.optional(),
  tracing: TraceContext.optional(),
  tenantId: z.string().optional(),
})
export type PlatformReport = z.infer<typeof PlatformReport>
