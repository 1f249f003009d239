import * as z from 'zod'
import { InitializationType, InitPhase } from './init-phase.ts'
import { DurationMs } from './measures.ts'
import { Spans } from './span.ts'
import { Status } from './status.ts'
import { TraceContext } from './trace-context.ts'

/** `platform.initReport`: an initialisation ended, extensions included. Documented and captured. */
export const PlatformInitReport = z.strictObject({
  initializationType: InitializationType,
  phase: InitPhase,
  status: Status,
  errorType: z.string().optional(),
  metrics: z.strictObject({ durationMs: DurationMs }),
  spans: Spans.optional(),
  tracing: TraceContext.optional(),
})
export type PlatformInitReport = z.infer<typeof PlatformInitReport>
