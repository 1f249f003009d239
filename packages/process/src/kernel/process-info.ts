import type { ProcessKind } from './body.ts'
import type { Pid } from './pid.ts'
import type { ProcessState } from './process.ts'

/** A line of a process list. */
export interface ProcessInfo {
  readonly pid: Pid
  /** `undefined` while it starts. */
  readonly kind: ProcessKind | undefined
  readonly names: readonly string[]
  readonly state: ProcessState
  /** Who spawned it; `undefined`: the environment. */
  readonly parent: Pid | undefined
  /** Who is told when it ends. */
  readonly links: readonly Pid[]
  readonly trapsExits: boolean
}
