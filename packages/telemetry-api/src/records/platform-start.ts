import * as z from 'zod'
import { TraceContext } from './trace-context.ts'

/** `platform.start`: an invocation is about to be handed out. Documented. */
export const PlatformStart = z.strictObject({
  requestId: z.string(),
  /** The function's version, such as `$LATEST`; always there in captures. */
  version: z.string().optional(),
  /** Only on managed instances. Core: `interop/events_api.go`. */
  functionArn: z.string().optional(),
  tracing: TraceContext.optional(),
  /** Only for functions with tenant isolation. Core. */
  tenantId: z.string().optional(),
})
export type PlatformStart = z.infer<typeof PlatformStart>
