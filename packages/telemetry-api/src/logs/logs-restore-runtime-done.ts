import * as z from 'zod'
import { LogsStatus } from './logs-status.ts'

/** `platform.restoreRuntimeDone` of the Logs API: the runtime has run what it runs after a restore, or failed to. Documented. */
export const LogsRestoreRuntimeDone = z.strictObject({ status: LogsStatus })
export type LogsRestoreRuntimeDone = z.infer<typeof LogsRestoreRuntimeDone>
