import * as z from 'zod'

/** `platform.end`: an invocation is over. Only the Logs API has it. Documented and captured. */
export const LogsEnd = z.strictObject({ requestId: z.string() })
export type LogsEnd = z.infer<typeof LogsEnd>
