import * as z from 'zod'

/** `platform.start` of the Logs API: an invocation is about to be handed out. Documented; captured with the version. */
export const LogsStart = z.strictObject({
  requestId: z.string(),
  /** The function's version, such as `$LATEST`. */
  version: z.string().optional(),
})
export type LogsStart = z.infer<typeof LogsStart>
