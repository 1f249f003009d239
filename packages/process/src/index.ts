export {
  describeExit,
  exitReason,
  type ExitAsker,
  type ExitReason,
  type ExitStatus,
} from './exit-reason.ts'
export { Leash, type LeashOptions } from './leash.ts'
export { OsProcess, type KillOptions, type OsProcessState, type StopOptions } from './os-process.ts'
export { OutputLines, type OutputLine } from './output-lines.ts'
export { SpawnError } from './spawn-error.ts'
export type { SpawnOptions } from './spawn-options.ts'
export { UnkillableError } from './unkillable-error.ts'
