import * as z from 'zod'

/**
 * The shapes of records that a subscriber of the Telemetry API can ask for.
 *
 * Documented: the reference page of the Telemetry API. The date in the API's path never changes.
 */
export const SchemaVersion = z.enum(['2022-07-01', '2022-12-13', '2025-01-29'])
export type SchemaVersion = z.infer<typeof SchemaVersion>

/**
 * The shapes of records that a subscriber of the Logs API can ask for; the newer one adds `platform.runtimeDone`.
 * Documented.
 */
export const LogsSchemaVersion = z.enum(['2020-08-15', '2021-03-18'])
export type LogsSchemaVersion = z.infer<typeof LogsSchemaVersion>

/** A version of either API. No date belongs to both, so it names the API too. */
export type AnySchemaVersion = SchemaVersion | LogsSchemaVersion

/** The API that an extension subscribed through. */
export type SubscriptionApi = 'telemetry' | 'logs'

/** Whether it is a version of the Logs API. */
export function isLogsVersion(version: AnySchemaVersion): version is LogsSchemaVersion {
  return version === '2020-08-15' || version === '2021-03-18'
}

/** The API that a version belongs to. */
export function apiOf(version: AnySchemaVersion): SubscriptionApi {
  return isLogsVersion(version) ? 'logs' : 'telemetry'
}
