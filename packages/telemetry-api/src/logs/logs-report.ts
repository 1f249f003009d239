import * as z from 'zod'
import { Count, DurationMs } from '../records/measures.ts'
import { TraceContext } from '../records/trace-context.ts'

/** `platform.report` of the Logs API: what an invocation took. It has no status. Documented and captured. */
export const LogsReport = z.strictObject({
  requestId: z.string(),
  metrics: z.strictObject({
    durationMs: DurationMs,
    billedDurationMs: Count,
    memorySizeMB: Count,
    maxMemoryUsedMB: Count,
    /** Only on the first invocation after an initialisation that ran ahead of it. */
    initDurationMs: DurationMs.optional(),
    /** Only on the first invocation after a restore. Chosen: as in the Telemetry API. */
    restoreDurationMs: DurationMs.optional(),
  }),
  tracing: TraceContext.optional(),
})
export type LogsReport = z.infer<typeof LogsReport>
