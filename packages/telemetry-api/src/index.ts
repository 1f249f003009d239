export { TelemetryCategory } from './events/category.ts'
export type { BatchLimits } from './delivery/batch-buffer.ts'
export type { Connect } from './delivery/connect-to.ts'
export {
  createTransport,
  loopbackTransport,
  type TransportOptions,
} from './delivery/create-transport.ts'
export type { DeliveryEvent } from './delivery/delivery-event.ts'
export type { Channel, OutgoingBatch, Transport } from './delivery/transport.ts'
export type {
  DeliveryMethod,
  Destination,
  DestinationPolicy,
  HttpDestination,
  TcpDestination,
} from './subscriptions/destination.ts'
export { eventLines } from './events/event-lines.ts'
export { LogsBilledDuration } from './logs/logs-billed-duration.ts'
export { LogsEnd } from './logs/logs-end.ts'
export { LogsEvent, logsEventSchema } from './logs/logs-event.ts'
export { LogsFault } from './logs/logs-fault.ts'
export { LogsInitReport } from './logs/logs-init-report.ts'
export { LogsInitializationType, LogsInitRuntimeDone } from './logs/logs-init-runtime-done.ts'
export { LogsReport } from './logs/logs-report.ts'
export { LogsRestoreReport } from './logs/logs-restore-report.ts'
export { LogsRestoreRuntimeDone } from './logs/logs-restore-runtime-done.ts'
export { LogsRestoreStart } from './logs/logs-restore-start.ts'
export { LogsRuntimeDone } from './logs/logs-runtime-done.ts'
export { LogsStart } from './logs/logs-start.ts'
export { LogsStatus } from './logs/logs-status.ts'
export { LogsSubscribeRequest } from './logs/logs-subscribe-request.ts'
export { otlpLogs, type OtlpLogRecord, type OtlpLogs } from './opentelemetry/otlp-logs.ts'
export type {
  OtlpHistogram,
  OtlpHistogramPoint,
  OtlpMetric,
  OtlpSum,
  OtlpSumPoint,
} from './opentelemetry/otlp-metric.ts'
export { otlpMetrics, type OtlpMetrics } from './opentelemetry/otlp-metrics.ts'
export type {
  OpenTelemetryOptions,
  OtlpResource,
  OtlpScope,
} from './opentelemetry/otlp-resource.ts'
export type { OtlpSpan, OtlpStatus } from './opentelemetry/otlp-span.ts'
export { otlpTraces, type OtlpTraces } from './opentelemetry/otlp-traces.ts'
export type { AttributeValue, OtlpAttribute, OtlpValue } from './opentelemetry/otlp-value.ts'
export { eventsOfInvocation } from './opentelemetry/phase-reader.ts'
export type { LogFormat } from './events/printed-line.ts'
export type { TelemetryProfile } from './profile.ts'
export { InitializationType, InitPhase } from './records/init-phase.ts'
export { LogLine } from './records/log-line.ts'
export { ExtensionState, PlatformExtension } from './records/platform-extension.ts'
export { PlatformInitReport } from './records/platform-init-report.ts'
export { PlatformInitRuntimeDone } from './records/platform-init-runtime-done.ts'
export { PlatformInitStart } from './records/platform-init-start.ts'
export { PlatformLogsDropped } from './records/platform-logs-dropped.ts'
export { PlatformLogsSubscription } from './records/platform-logs-subscription.ts'
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
export { refusals } from './refusals.ts'
export { logsApi, telemetryApi, type TelemetryApiOptions } from './router.ts'
export {
  LogsSchemaVersion,
  SchemaVersion,
  type AnySchemaVersion,
  type SubscriptionApi,
} from './events/schema-version.ts'
export type { SubscribeAnswer, TelemetryApiService } from './service.ts'
export { SubscribeRequest } from './subscriptions/subscribe-request.ts'
export type { SubscriptionInfo } from './subscriptions/subscription-info.ts'
export { telemetryEventSchema } from './events/telemetry-event-schema.ts'
export { TelemetryEvent, type TelemetryRecords } from './events/telemetry-event.ts'
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
