import * as z from 'zod'
import { LogsStatus } from './logs-status.ts'

/**
 * `platform.runtimeDone` of the Logs API: the runtime asked for the next invocation, died, or ran
 * out of time. Only with schema 2021-03-18. Documented and captured.
 */
export const LogsRuntimeDone = z.strictObject({ requestId: z.string(), status: LogsStatus })
export type LogsRuntimeDone = z.infer<typeof LogsRuntimeDone>
