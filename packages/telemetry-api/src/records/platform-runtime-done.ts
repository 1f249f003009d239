import * as z from 'zod'
import { Count, DurationMs } from './measures.ts'
import { Spans } from './span.ts'
import { Status } from './status.ts'
import { TraceContext } from './trace-context.ts'

/**
 * `platform.runtimeDone`: the runtime asked for the next invocation, died, or ran out of time.
 *
 * Documented. `errorType` goes with `error` and `failure` only, never with `timeout`.
 */
export const PlatformRuntimeDone = z.strictObject({
  requestId: z.string(),
  status: Status,
  errorType: z.string().optional(),
  metrics: z
    .strictObject({
      durationMs: DurationMs,
      /** Bytes of the response; 0 when the runtime gave none. */
      producedBytes: Count,
    })
    .optional(),
  spans: Spans.optional(),
  tracing: TraceContext.optional(),
  tenantId: z.string().optional(),
})
export type PlatformRuntimeDone = z.infer<typeof PlatformRuntimeDone>
