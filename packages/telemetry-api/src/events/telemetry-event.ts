import * as z from 'zod'
import { envelope } from '../records/envelope.ts'
import { LogLine } from '../records/log-line.ts'
import { PlatformExtension } from '../records/platform-extension.ts'
import { PlatformInitReport } from '../records/platform-init-report.ts'
import { PlatformInitRuntimeDone } from '../records/platform-init-runtime-done.ts'
import { PlatformInitStart } from '../records/platform-init-start.ts'
import { PlatformLogsDropped } from '../records/platform-logs-dropped.ts'
import { PlatformLogsSubscription } from '../records/platform-logs-subscription.ts'
import { PlatformReport } from '../records/platform-report.ts'
import { PlatformRestoreReport } from '../records/platform-restore-report.ts'
import { PlatformRestoreRuntimeDone } from '../records/platform-restore-runtime-done.ts'
import { PlatformRestoreStart } from '../records/platform-restore-start.ts'
import { PlatformRuntimeDone } from '../records/platform-runtime-done.ts'
import { PlatformStart } from '../records/platform-start.ts'
import { PlatformTelemetrySubscription } from '../records/platform-telemetry-subscription.ts'

/**
 * What subscribers are sent: `time`, `type` and `record`, and nothing else. Documented.
 *
 * `time` is when the platform made the event. The record of an event can be read once its type was
 * compared: `if (event.type === 'platform.report') event.record.metrics`.
 */
export const TelemetryEvent = z.discriminatedUnion('type', [
  envelope('platform.initStart', PlatformInitStart),
  envelope('platform.initRuntimeDone', PlatformInitRuntimeDone),
  envelope('platform.initReport', PlatformInitReport),
  envelope('platform.restoreStart', PlatformRestoreStart),
  envelope('platform.restoreRuntimeDone', PlatformRestoreRuntimeDone),
  envelope('platform.restoreReport', PlatformRestoreReport),
  envelope('platform.start', PlatformStart),
  envelope('platform.runtimeDone', PlatformRuntimeDone),
  envelope('platform.report', PlatformReport),
  envelope('platform.extension', PlatformExtension),
  envelope('platform.telemetrySubscription', PlatformTelemetrySubscription),
  envelope('platform.logsSubscription', PlatformLogsSubscription),
  envelope('platform.logsDropped', PlatformLogsDropped),
  envelope('function', LogLine),
  envelope('extension', LogLine),
])
type AnyEvent = z.infer<typeof TelemetryEvent>

/** The type of each event, and the record that goes with it. */
export type TelemetryRecords = { [E in AnyEvent as E['type']]: E['record'] }

/** An event, or with an argument the event of that type: `TelemetryEvent<'platform.report'>`. */
export type TelemetryEvent<T extends keyof TelemetryRecords = keyof TelemetryRecords> = Extract<
  AnyEvent,
  { type: T }
>
