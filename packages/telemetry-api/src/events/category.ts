import * as z from 'zod'

/**
 * What a subscriber can ask for: the platform's own events, what the runtime process prints, what
 * the external extensions print. Documented.
 */
export const TelemetryCategory = z.enum(['platform', 'function', 'extension'])
export type TelemetryCategory = z.infer<typeof TelemetryCategory>

/** The category that an event type belongs to. */
export function categoryOf(type: string): TelemetryCategory {
  return type === 'function' || type === 'extension' ? type : 'platform'
}
