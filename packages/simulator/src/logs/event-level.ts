import type { TelemetryEvent } from '@sim/telemetry-api'
import type { SystemLogLevel } from './log-level.ts'

/**
 * The level at which Lambda logs an event of the platform, with the JSON format.
 *
 * Documented: "Log-level filtering", system log level event mapping. It does not say what a ready extension is called there:
 * its state `Ready` counts as success (chosen).
 */
// oxlint-disable-next-line complexity -- one row of the table a case
export function eventLevel({ type, record }: PlatformEvent): SystemLogLevel {
  switch (type) {
    case 'platform.initStart':
    case 'platform.restoreStart':
      return record.runtimeVersion === undefined ? 'DEBUG' : 'INFO'
    case 'platform.initRuntimeDone':
    case 'platform.restoreRuntimeDone':
    case 'platform.runtimeDone':
      return record.status === 'success' ? 'DEBUG' : 'WARN'
    case 'platform.initReport':
      if (record.status !== 'success') return 'WARN'
      return record.initializationType === 'on-demand' ? 'DEBUG' : 'INFO'
    case 'platform.restoreReport':
    case 'platform.report':
      return record.status === 'success' ? 'INFO' : 'WARN'
    case 'platform.extension':
      return record.state === 'Ready' ? 'INFO' : 'WARN'
    case 'platform.logsDropped':
      return 'WARN'
    case 'platform.start':
    case 'platform.telemetrySubscription':
    case 'platform.logsSubscription':
      return 'INFO'
  }
}

/** An event of the platform: anything but a printed line. */
export type PlatformEvent = Exclude<TelemetryEvent, { type: 'function' | 'extension' }>
