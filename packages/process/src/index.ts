export {
  describeExit,
  exitReason,
  type ExitAsker,
  type OsExitReason,
  type ExitStatus,
} from './os/exit-status.ts'
export { Leash, type LeashOptions } from './os/leash.ts'
export {
  OsProcess,
  type KillOptions,
  type OsProcessState,
  type StopOptions,
} from './os/os-process.ts'
export { OutputLines, type OutputLine } from './os/output-lines.ts'
export { SpawnError } from './os/spawn-error.ts'
export type { SpawnOptions } from './os/spawn-options.ts'
export { UnkillableError } from './os/unkillable-error.ts'
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
export { exitCodeOf } from './kernel/exit-code.ts'
export {
  describeReason,
  rootCause,
  rootError,
  type ExitReason,
  type ReportedStatus,
} from './kernel/exit-reason.ts'
export type { ProcessOptions } from './kernel/handle-options.ts'
export type { Pid } from './kernel/pid.ts'
