import type { TelemetryCategory } from '../events/category.ts'
import type { BatchLimits } from '../delivery/batch-buffer.ts'
import type { Destination } from './destination.ts'
import type { AnySchemaVersion, SubscriptionApi } from '../events/schema-version.ts'

/** A subscription as it stands. */
export interface SubscriptionInfo {
  readonly extensionName: string
  /** The API that it came through. */
  readonly api: SubscriptionApi
  readonly schemaVersion: AnySchemaVersion
  /** As the extension sent them. */
  readonly types: readonly TelemetryCategory[]
  /** When a batch is complete, defaults filled in. */
  readonly buffering: BatchLimits
  /** Where it goes: `protocol`, port, and over HTTP `method` and path. */
  readonly destination: Destination
  /** What is not acknowledged yet: events, and the bytes of their JSON. */
  readonly pending: { readonly events: number; readonly bytes: number }
}
