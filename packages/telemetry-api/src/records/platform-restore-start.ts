import * as z from 'zod'
import { Count } from './measures.ts'

/**
 * `platform.restoreStart`: an environment is restored from a snapshot. Documented.
 *
 * Which members a subscriber gets depends on its schema version: emit all of them.
 */
export const PlatformRestoreStart = z.strictObject({
  functionName: z.string().optional(),
  functionVersion: z.string().optional(),
  /** Absent for container images and custom runtimes. */
  runtimeVersion: z.string().optional(),
  runtimeVersionArn: z.string().optional(),
  /** The name of the log stream, which is a new one. Core: `rapid/handlers.go`. */
  instanceId: z.string().optional(),
  /** Bytes, as in `platform.initStart`. Chosen. */
  instanceMaxMemory: Count.optional(),
})
export type PlatformRestoreStart = z.infer<typeof PlatformRestoreStart>
