import * as z from 'zod'
import { LogsInitializationType } from './logs-init-runtime-done.ts'
import { LogsBilledDuration } from './logs-billed-duration.ts'

/** `platform.initReport` of the Logs API: what an initialisation took, and what it costs. Documented. */
export const LogsInitReport = z.strictObject({
  initializationType: LogsInitializationType,
  metrics: LogsBilledDuration,
})
export type LogsInitReport = z.infer<typeof LogsInitReport>
