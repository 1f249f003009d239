import * as z from 'zod'
import { Spans } from './span.ts'
import { Status } from './status.ts'
import { TraceContext } from './trace-context.ts'

/** `platform.restoreRuntimeDone`: the runtime has run what it runs after a restore, or failed to. Documented. */
export const PlatformRestoreRuntimeDone = z.strictObject({
  status: Status,
  /** Only when the status is neither `success` nor `timeout`. */
  errorType: z.string().optional(),
  spans: Spans.optional(),
  tracing: TraceContext.optional(),
})
export type PlatformRestoreRuntimeDone = z.infer<typeof PlatformRestoreRuntimeDone>
