export type { Body, BodyEnd, BodyHost, BodyStarter, ProcessKind } from './kernel/body.ts'
export type {
  Envelope,
  ExitEnvelope,
  LinkDiedEnvelope,
  MessageEnvelope,
  MonitorRef,
  ProcessDiedEnvelope,
  Tag,
} from './kernel/envelope.ts'
export { Environment, type EnvironmentOptions } from './kernel/environment.ts'
export type { ProcessInfo } from './kernel/process-info.ts'
export { Environments, type MemberOptions } from './kernel/environments.ts'
export type { EnvironmentEvent, ProcessLog, ProcessLogFields } from './kernel/events.ts'
export { exitCodeOf } from './kernel/exit-code.ts'
export { describeReason, rootCause, rootError, type ExitReason } from './kernel/exit-reason.ts'
export type { ProcessOptions } from './kernel/handle-options.ts'
export type { Kernel, KernelOptions } from './kernel/kernel.ts'
export type { LinkOptions } from './kernel/links.ts'
export type { Pid } from './kernel/pid.ts'
export {
  NameTakenError,
  ProcessExitedError,
  ProcessStoppingError,
} from './kernel/process-errors.ts'
export {
  ProcessHandle,
  type KillProcessOptions,
  type StopProcessOptions,
} from './kernel/process-handle.ts'
export type { ProcessTableLimits } from './kernel/process-table.ts'
export type { ProcessState } from './kernel/process.ts'
export type { RequestOptions } from './kernel/request.ts'
export type { SendOptions } from './kernel/send-message.ts'
export type { SendTimer } from './kernel/send-timer.ts'
export type { ShutdownOptions, ShutdownReport } from './kernel/shut-down.ts'
export type { Signal } from './kernel/signal.ts'
export { MemoryMetrics, type HistogramSummary } from './metrics/memory-metrics.ts'
export type { MetricLabels, MetricsSink } from './metrics/metrics-sink.ts'
export {
  describeExit,
  exitReason,
  type ExitAsker,
  type OsExitReason,
  type ExitStatus,
  type ReportedStatus,
} from './os/exit-status.ts'
export { Cgroup, type CgroupOptions } from './os/cgroup.ts'
export { Leash, type LeashOptions } from './os/leash.ts'
export { OsBody, startOs, startProgram, type OsOptions, type Program } from './os/os-body.ts'
export {
  OsProcess,
  type KillOptions,
  type OsProcessState,
  type StopOptions,
} from './os/os-process.ts'
export { OutputLines, type OutputLine, type OutputReader } from './os/output-lines.ts'
export { SpawnError } from './os/spawn-error.ts'
export type { SpawnOptions } from './os/spawn-options.ts'
export { UnkillableError } from './os/unkillable-error.ts'
export type { ChildDeath } from './supervisor/child-death.ts'
export type { ChildInfo } from './supervisor/child-info.ts'
export type { ChildStopPlan, StopChildOptions, StopPolicy } from './supervisor/stop-policy.ts'
export type {
  AutoShutdown,
  ChildShutdown,
  RestartType,
  StopOrder,
  Strategy,
} from './supervisor/supervision.ts'
export {
  ChildStartError,
  NoSuchChildError,
  RestartIntensityError,
} from './supervisor/supervisor-errors.ts'
export type { StartChildOptions, StopSupervisorOptions } from './supervisor/supervisor-handle.ts'
export type { SupervisorOptions } from './supervisor/supervisor-options.ts'
export type { ChildSpec, SupervisorHandle, SupervisorSpec } from './supervisor/supervisor-spec.ts'
export { currentProcess } from './task/current-process.ts'
export type { MailboxFilter } from './task/mailbox-filter.ts'
export type { Mailbox, MailboxLimits, ReceiveOptions } from './task/mailbox.ts'
export { server, type ServerDefinition } from './task/server.ts'
export type { Task } from './task/task.ts'
export type {
  PreparedTask,
  ProcessEnvironment,
  Self,
  Spawner,
  TaskDefinition,
  TaskFunction,
  TaskOptions,
} from './task/self.ts'
export type { CompiledModule } from './wasm/engine.ts'
export { wasmBody, type WasmBody } from './wasm/wasm-body.ts'
export { WasmLimitError } from './wasm/wasm-limit-error.ts'
export type { WasmGrant, WasmLimits, WasmOptions, WasmSource } from './wasm/wasm-options.ts'
export type { WasmProcessOptions } from './wasm/wasm-process-options.ts'
export { WasmTrapError } from './wasm/wasm-trap-error.ts'
