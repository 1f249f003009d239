import * as z from 'zod'
import { DurationMs } from './measures.ts'
import { Spans } from './span.ts'
import { Status } from './status.ts'
import { TraceContext } from './trace-context.ts'

/** `platform.restoreReport`: a restore ended. Documented. */
export const PlatformRestoreReport = z.strictObject({
  status: Status,
  /** Only when the status is neither `success` nor `timeout`. */
  errorType: z.string().optional(),
  metrics: z.strictObject({ durationMs: DurationMs }).optional(),
  spans: Spans.optional(),
  tracing: TraceContext.optional(),
})
export type PlatformRestoreReport = z.infer<typeof PlatformRestoreReport>
