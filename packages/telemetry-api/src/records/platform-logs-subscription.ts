import type * as z from 'zod'
import { PlatformTelemetrySubscription } from './platform-telemetry-subscription.ts'

/**
 * `platform.logsSubscription`: an extension subscribed through the Logs API. Documented.
 *
 * Only subscribers of that API are sent it.
 */
export const PlatformLogsSubscription = PlatformTelemetrySubscription
export type PlatformLogsSubscription = z.infer<typeof PlatformLogsSubscription>
