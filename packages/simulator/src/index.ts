export type { Outcome } from './fatal-error.ts'
export type {
  Invocation,
  InvocationProgress,
  InvocationTimings,
  OutputLine,
  PlatformReport,
} from './invocation.ts'
export type { InvocationResult } from './invocation-result.ts'
export type {
  Journal,
  JournalEntry,
  JournalEntryType,
  JournalFacts,
  ProcessRole,
} from './journal.ts'
export { InvokeOptions, SimulatorOptions, type Settings } from './options.ts'
export type { TimeOption } from './platform-time.ts'
export { phaseTransitions, type Phase, type PhaseEvent } from './phase.ts'
export { localSandbox } from './local-sandbox.ts'
export { initReportLine, reportLine, restoreReportLine } from './report-line.ts'
export type { Sandbox, SandboxProcess } from './sandbox.ts'
export type { StreamedResponse } from './response-stream.ts'
export { Simulator, type StreamedInvocation } from './simulator.ts'
export type { Surroundings } from './surroundings.ts'
export type { TelemetryEventOf, TelemetryView } from './telemetry-view.ts'
export { describe, timeline } from './timeline.ts'
