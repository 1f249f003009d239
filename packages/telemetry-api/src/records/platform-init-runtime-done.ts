import * as z from 'zod'
import { InitializationType, InitPhase } from './init-phase.ts'
import { Spans } from './span.ts'
import { Status } from './status.ts'
import { TraceContext } from './trace-context.ts'

/** `platform.initRuntimeDone`: the runtime has initialised itself, or failed to. Documented. */
export const PlatformInitRuntimeDone = z.strictObject({
  initializationType: InitializationType,
  phase: InitPhase,
  status: Status,
  /** Only when the status is not `success`. */
  errorType: z.string().optional(),
  spans: Spans.optional(),
  tracing: TraceContext.optional(),
})
export type PlatformInitRuntimeDone = z.infer<typeof PlatformInitRuntimeDone>
