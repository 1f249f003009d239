export type { Outcome } from './fatal-error.ts'
export type {
  Invocation,
  InvocationProgress,
  InvocationResult,
  OutputLine,
  PlatformReport,
} from './invocation.ts'
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
export { initReportLine, reportLine } from './report-line.ts'
export type { Sandbox, SandboxProcess } from './sandbox.ts'
export { Simulator } from './simulator.ts'
export type { Surroundings } from './surroundings.ts'
export type { TelemetryEventOf, TelemetryView } from './telemetry-view.ts'
export { describe, timeline } from './timeline.ts'
