export type { Outcome } from './environment/fatal-error.ts'
export type {
  Invocation,
  InvocationProgress,
  InvocationTimings,
  OutputLine,
  PlatformReport,
} from './invocation/invocation.ts'
export type { InvocationResult } from './invocation/invocation-result.ts'
export type {
  Journal,
  JournalEntry,
  JournalEntryType,
  JournalFacts,
  ProcessRole,
} from './journal/journal.ts'
export { cloudWatchLines, defaultLogSettings, type LogSettings } from './logs/cloud-watch-lines.ts'
export { FrameReader, type LogMessage } from './logs/frame-reader.ts'
export type { FunctionLog } from './logs/function-log.ts'
export { journalLines } from './logs/journal-lines.ts'
export type { ApplicationLogLevel, SystemLogLevel } from './logs/log-level.ts'
export { InvokeOptions, SimulatorOptions, type Settings } from './options.ts'
export type { TimeOption } from './platform-time.ts'
export { phaseTransitions, type Phase, type PhaseEvent } from './environment/phase.ts'
export { localSandbox } from './sandbox/local-sandbox.ts'
export { initReportLine, reportLine, restoreReportLine } from './telemetry/report-line.ts'
export type { Sandbox, SandboxProcess } from './sandbox/sandbox.ts'
export type { StreamedResponse } from './response/response-stream.ts'
export { Simulator, type StreamedInvocation } from './simulator.ts'
export type { Surroundings } from './surroundings.ts'
export type { AsymmetricMatcher, Described } from './telemetry/described.ts'
export type { EventFeed } from './telemetry/event-feed.ts'
export type { TelemetryType, TelemetryWhere } from './telemetry/telemetry-search.ts'
export type { TelemetryEventOf, TelemetryView } from './telemetry/telemetry-view.ts'
export { describe, timeline } from './journal/timeline.ts'
