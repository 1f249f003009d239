import * as z from 'zod'
import type { Status } from '../records/status.ts'

/** How something ended, in the words of the Logs API. Documented. */
export const LogsStatus = z.enum(['success', 'failure', 'timeout'])
export type LogsStatus = z.infer<typeof LogsStatus>

/** What is an `error` in the Telemetry API is a `failure` in the Logs API. Documented: its samples of a crash. */
export const logsStatusOf = (status: Status): LogsStatus =>
  status === 'error' ? 'failure' : status
