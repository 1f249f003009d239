import * as z from 'zod'
import { Count } from './measures.ts'

/** `platform.logsDropped`: some subscriber will never get these. Documented. */
export const PlatformLogsDropped = z.strictObject({
  reason: z.string(),
  droppedRecords: Count,
  /** The UTF-8 bytes of the events' JSON. */
  droppedBytes: Count,
})
export type PlatformLogsDropped = z.infer<typeof PlatformLogsDropped>
