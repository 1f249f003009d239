import * as z from 'zod'

/** `platform.restoreStart` of the Logs API: an environment is restored from a snapshot. It says no more. Documented. */
export const LogsRestoreStart = z.strictObject({})
export type LogsRestoreStart = z.infer<typeof LogsRestoreStart>
