import type { TelemetryCategory } from './category.ts'
import type { BatchLimits } from './delivery/batch-buffer.ts'
import type { Destination } from './destination.ts'
import type { SchemaVersion } from './schema-version.ts'

/** A subscription as it stands. */
export interface SubscriptionInfo {
  readonly extensionName: string
  readonly schemaVersion: SchemaVersion
  /** As the extension sent them. */
  readonly types: readonly TelemetryCategory[]
  /** When a batch is complete, defaults filled in. */
  readonly buffering: BatchLimits
  readonly destination: Destination
  /** What is not acknowledged yet: events, and the bytes of their JSON. */
  readonly pending: { readonly events: number; readonly bytes: number }
}
