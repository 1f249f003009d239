import * as z from 'zod'
import { TelemetryCategory } from '../events/category.ts'

/**
 * `platform.telemetrySubscription`: an extension subscribed.
 *
 * Documented; `Already subscribed` is captured.
 */
export const PlatformTelemetrySubscription = z.strictObject({
  /** The extension's name, as it was registered. */
  name: z.string(),
  state: z.enum(['Subscribed', 'Already subscribed']),
  /** As the extension sent them, repetitions included. */
  types: z.array(TelemetryCategory),
})
export type PlatformTelemetrySubscription = z.infer<typeof PlatformTelemetrySubscription>
