import * as z from 'zod'
import { envelope } from '../records/envelope.ts'
import { PlatformExtension } from '../records/platform-extension.ts'
import { PlatformLogsDropped } from '../records/platform-logs-dropped.ts'
import { PlatformLogsSubscription } from '../records/platform-logs-subscription.ts'
import type { LogsSchemaVersion } from '../events/schema-version.ts'
import { LogsEnd } from './logs-end.ts'
import { LogsFault } from './logs-fault.ts'
import { LogsInitReport } from './logs-init-report.ts'
import { LogsInitRuntimeDone } from './logs-init-runtime-done.ts'
import { LogsReport } from './logs-report.ts'
import { LogsRestoreReport } from './logs-restore-report.ts'
import { LogsRestoreRuntimeDone } from './logs-restore-runtime-done.ts'
import { LogsRestoreStart } from './logs-restore-start.ts'
import { LogsRuntimeDone } from './logs-runtime-done.ts'
import { LogsStart } from './logs-start.ts'

const ofEveryVersion = [
  envelope('platform.start', LogsStart),
  envelope('platform.fault', LogsFault),
  envelope('platform.end', LogsEnd),
  envelope('platform.report', LogsReport),
  envelope('platform.extension', PlatformExtension),
  envelope('platform.logsSubscription', PlatformLogsSubscription),
  envelope('platform.logsDropped', PlatformLogsDropped),
  envelope('platform.initRuntimeDone', LogsInitRuntimeDone),
  envelope('platform.initReport', LogsInitReport),
  envelope('platform.restoreStart', LogsRestoreStart),
  envelope('platform.restoreRuntimeDone', LogsRestoreRuntimeDone),
  envelope('platform.restoreReport', LogsRestoreReport),
  // Lines are always text, whatever the function's log format. Documented.
  envelope('function', z.string()),
  envelope('extension', z.string()),
] as const

const Older = z.discriminatedUnion('type', ofEveryVersion)

/** What subscribers of the Logs API are sent: `time`, `type` and `record`, and nothing else. Documented. */
export const LogsEvent = z.discriminatedUnion('type', [
  ...ofEveryVersion,
  envelope('platform.runtimeDone', LogsRuntimeDone),
])
export type LogsEvent = z.infer<typeof LogsEvent>

/** The schema of what a subscriber of the Logs API with this version may be sent. */
export function logsEventSchema(version: LogsSchemaVersion): z.ZodType<LogsEvent> {
  return version === '2020-08-15' ? Older : LogsEvent
}
