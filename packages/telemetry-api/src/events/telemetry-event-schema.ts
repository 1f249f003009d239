import * as z from 'zod'
import { envelope } from '../records/envelope.ts'
import { InitializationType } from '../records/init-phase.ts'
import { LogLine } from '../records/log-line.ts'
import { PlatformExtension } from '../records/platform-extension.ts'
import { PlatformInitReport } from '../records/platform-init-report.ts'
import { PlatformInitRuntimeDone } from '../records/platform-init-runtime-done.ts'
import { PlatformInitStart } from '../records/platform-init-start.ts'
import { PlatformLogsDropped } from '../records/platform-logs-dropped.ts'
import { PlatformReport } from '../records/platform-report.ts'
import { PlatformRestoreReport } from '../records/platform-restore-report.ts'
import { PlatformRestoreRuntimeDone } from '../records/platform-restore-runtime-done.ts'
import { PlatformRestoreStart } from '../records/platform-restore-start.ts'
import { PlatformRuntimeDone } from '../records/platform-runtime-done.ts'
import { PlatformStart } from '../records/platform-start.ts'
import { PlatformTelemetrySubscription } from '../records/platform-telemetry-subscription.ts'
import type { SchemaVersion } from './schema-version.ts'
import type { TelemetryEvent } from './telemetry-event.ts'

/**
 * The schema of what a subscriber of the Telemetry API with this version may be sent: what
 * `TelemetryEvent` allows, less what is not for this version. See `project` for the sources.
 */
export function telemetryEventSchema(version: SchemaVersion): z.ZodType<TelemetryEvent> {
  return schemas[version]
}

const ofEveryVersion = [
  envelope('platform.restoreRuntimeDone', PlatformRestoreRuntimeDone),
  envelope('platform.restoreReport', PlatformRestoreReport),
  envelope('platform.runtimeDone', PlatformRuntimeDone),
  envelope('platform.extension', PlatformExtension),
  envelope('platform.telemetrySubscription', PlatformTelemetrySubscription),
  envelope('platform.logsDropped', PlatformLogsDropped),
] as const

// Managed instances, and with them what only they tell, came with the newest version.
const initializationType = InitializationType.exclude(['lambda-managed-instances'])
const ofOlderVersions = [
  ...ofEveryVersion,
  envelope('platform.initRuntimeDone', PlatformInitRuntimeDone.extend({ initializationType })),
  envelope('platform.initReport', PlatformInitReport.extend({ initializationType })),
  envelope('platform.start', PlatformStart.omit({ functionArn: true })),
  envelope(
    'platform.report',
    PlatformReport.omit({ spans: true }).extend({
      metrics: PlatformReport.shape.metrics.required({
        billedDurationMs: true,
        memorySizeMB: true,
        maxMemoryUsedMB: true,
      }),
    }),
  ),
] as const

const OldestInitStart = PlatformInitStart.pick({
  phase: true,
  runtimeVersion: true,
  runtimeVersionArn: true,
}).extend({ initializationType })
const runtime = { runtimeVersion: true, runtimeVersionArn: true } as const
const identity = { functionName: z.string(), functionVersion: z.string() }

const schemas = {
  '2022-07-01': z.discriminatedUnion('type', [
    ...ofOlderVersions,
    envelope('platform.initStart', OldestInitStart),
    envelope('platform.restoreStart', PlatformRestoreStart.pick(runtime)),
    envelope('function', z.string()),
    envelope('extension', z.string()),
  ]),
  '2022-12-13': z.discriminatedUnion('type', [
    ...ofOlderVersions,
    envelope('platform.initStart', OldestInitStart.extend(identity)),
    envelope('platform.restoreStart', PlatformRestoreStart.extend(identity)),
    envelope('function', LogLine),
    envelope('extension', LogLine),
  ]),
  '2025-01-29': z.discriminatedUnion('type', [
    ...ofEveryVersion,
    envelope('platform.initStart', PlatformInitStart.extend(identity)),
    envelope('platform.initRuntimeDone', PlatformInitRuntimeDone),
    envelope('platform.initReport', PlatformInitReport),
    envelope('platform.restoreStart', PlatformRestoreStart.extend(identity)),
    envelope('platform.start', PlatformStart),
    envelope('platform.report', PlatformReport),
    envelope('function', LogLine),
    envelope('extension', LogLine),
  ]),
} satisfies Record<SchemaVersion, z.ZodType<TelemetryEvent>>
