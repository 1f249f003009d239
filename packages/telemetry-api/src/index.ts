export { TelemetryCategory } from './category.ts'
export type { BatchLimits } from './delivery/batch-buffer.ts'
export type { DeliveryEvent } from './delivery/delivery-event.ts'
export {
  createHttpTransport,
  httpTransport,
  type HttpTransportOptions,
} from './delivery/http-transport.ts'
export type { Channel, OutgoingBatch, Transport } from './delivery/transport.ts'
export type { Destination, DestinationPolicy } from './destination.ts'
export { InitializationType, InitPhase } from './records/init-phase.ts'
export { LogLine } from './records/log-line.ts'
export { ExtensionState, PlatformExtension } from './records/platform-extension.ts'
export { PlatformInitReport } from './records/platform-init-report.ts'
export { PlatformInitRuntimeDone } from './records/platform-init-runtime-done.ts'
export { PlatformInitStart } from './records/platform-init-start.ts'
export { PlatformLogsDropped } from './records/platform-logs-dropped.ts'
export { PlatformReport } from './records/platform-report.ts'
export { PlatformRestoreReport } from './records/platform-restore-report.ts'
export { PlatformRestoreRuntimeDone } from './records/platform-restore-runtime-done.ts'
export { PlatformRestoreStart } from './records/platform-restore-start.ts'
export { PlatformRuntimeDone } from './records/platform-runtime-done.ts'
export { PlatformStart } from './records/platform-start.ts'
export { PlatformTelemetrySubscription } from './records/platform-telemetry-subscription.ts'
export { Span } from './records/span.ts'
export { Status } from './records/status.ts'
export { TraceContext } from './records/trace-context.ts'
export type { TelemetryProfile } from './profile.ts'
export { refusals } from './refusals.ts'
export { logsApi, telemetryApi, type TelemetryApiOptions } from './router.ts'
export { SchemaVersion } from './schema-version.ts'
export type { TelemetryApiService } from './service.ts'
export { SubscribeRequest } from './subscribe-request.ts'
export type { SubscriptionInfo } from './subscription-info.ts'
export { TelemetryEvent, type TelemetryRecords } from './telemetry-event.ts'
export { TelemetryService, type TelemetryServiceOptions } from './telemetry-service.ts'
// What it takes to embed the API, so that this package stands alone.
export {
  HangUpError,
  listen,
  RefusalError,
  requestListener,
  serverOptions,
  type ListeningServer,
  type ListenOptions,
  type Middleware,
  type Refusal,
  type RefusalListener,
  type RequestListener,
} from '@sim/protocol'
