import * as z from 'zod'
import { LogsStatus } from './logs-status.ts'

/**
 * The environments whose initialisation the Logs API tells of.
 *
 * Chosen: the documentation's samples are of SnapStart, its text names provisioned concurrency, and
 * clients of on-demand functions refuse these events.
 */
export const LogsInitializationType = z.enum(['provisioned-concurrency', 'snap-start'])
export type LogsInitializationType = z.infer<typeof LogsInitializationType>

/** `platform.initRuntimeDone` of the Logs API. Documented. */
export const LogsInitRuntimeDone = z.strictObject({
  initializationType: LogsInitializationType,
  status: LogsStatus,
})
export type LogsInitRuntimeDone = z.infer<typeof LogsInitRuntimeDone>
