import * as z from 'zod'

/**
 * The shapes of records that a subscriber can ask for.
 *
 * Documented: the reference page of the Telemetry API. The date in the API's path never changes.
 */
export const SchemaVersion = z.enum(['2022-07-01', '2022-12-13', '2025-01-29'])
export type SchemaVersion = z.infer<typeof SchemaVersion>
