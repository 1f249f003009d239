import * as z from 'zod'
import { LogsBilledDuration } from './logs-billed-duration.ts'

/** `platform.restoreReport` of the Logs API: what a restore took, and what it costs. Documented. */
export const LogsRestoreReport = z.strictObject({ metrics: LogsBilledDuration })
export type LogsRestoreReport = z.infer<typeof LogsRestoreReport>
