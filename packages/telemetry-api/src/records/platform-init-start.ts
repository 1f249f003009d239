import * as z from 'zod'
import { InitializationType, InitPhase } from './init-phase.ts'
import { Count } from './measures.ts'
import { TraceContext } from './trace-context.ts'

/**
 * `platform.initStart`: an initialisation begins. The first event of an environment.
 *
 * Documented. Which members a subscriber gets depends on its schema version: emit all of them.
 */
export const PlatformInitStart = z.strictObject({
  initializationType: InitializationType,
  phase: InitPhase,
  /** Absent for container images and custom runtimes. */
  runtimeVersion: z.string().optional(),
  runtimeVersionArn: z.string().optional(),
  functionName: z.string().optional(),
  functionVersion: z.string().optional(),
  /** The name of the log stream. */
  instanceId: z.string().optional(),
  /** Bytes. Chosen: the documentation's sample looks like megabytes, the core fills in bytes. */
  instanceMaxMemory: Count.optional(),
  tracing: TraceContext.optional(),
})
export type PlatformInitStart = z.infer<typeof PlatformInitStart>
