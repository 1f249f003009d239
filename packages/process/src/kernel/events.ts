import type { ProcessKind } from './body.ts'
import type { ExitReason } from './exit-reason.ts'
import type { Pid } from './pid.ts'

/** What happened in an environment. Told in the turn in which it happens. */
export type EnvironmentEvent =
  | {
      readonly type: 'spawned'
      readonly pid: Pid
      readonly kind: ProcessKind
      readonly name: string | undefined
    }
  | {
      readonly type: 'exited'
      readonly pid: Pid
      readonly kind: ProcessKind | undefined
      readonly names: readonly string[]
      readonly reason: ExitReason
    }
  | { readonly type: 'linked' | 'unlinked'; readonly pid: Pid; readonly to: Pid }
  | {
      readonly type: 'restarted'
      readonly supervisor: Pid
      readonly child: string
      readonly pid: Pid
      /** Why it had to be. */
      readonly reason: ExitReason
    }
  /** It did not end although it was killed; the environment is not clean any more. */
  | { readonly type: 'unkillable'; readonly pid: Pid; readonly error: unknown }
  /** What was to be sent later could not be: `error` says why. */
  | { readonly type: 'undelivered'; readonly to: string; readonly error: Error }
  /** The function of a task that is dead had not returned when the grace time was over. */
  | { readonly type: 'runaway'; readonly pid: Pid }

/** Something worth a line in a log. */
export interface ProcessLog {
  /** If there, a failure is told in full here, and its warning does not point to it. */
  debug?(text: string, fields: ProcessLogFields): void
  warn?(text: string, fields: ProcessLogFields): void
}

/** What a line is about. */
export interface ProcessLogFields {
  readonly pid: Pid
  readonly names: readonly string[]
  readonly reason?: ExitReason | undefined
  /** How many links are told of the end. */
  readonly links?: number | undefined
}
