import type { ChildInfo } from './child-info.ts'
import type { ChildShutdown } from './supervision.ts'

/** How one child is stopped this time. What is left out is as its spec has it. */
export interface ChildStopPlan {
  /** Asks it in another way. What it throws makes the supervisor fail; the deadline holds all the same. */
  readonly ask?: (() => void) | undefined
  /** Milliseconds until it is killed; `kill`: it is not asked at all; `infinity`: it is never forced. */
  readonly deadlineMs?: ChildShutdown | undefined
  /** For a child that is a supervisor itself: how its children are stopped. */
  readonly policy?: StopPolicy | undefined
}

/** How one child is stopped, and why. */
export interface StopChildOptions extends ChildStopPlan {
  /** Told in its reason. */
  readonly why?: string | undefined
}

/** Decides, when it is a child's turn to be stopped, how. */
export type StopPolicy = (child: ChildInfo) => ChildStopPlan | undefined
