import type { Body } from '../kernel/body.ts'

/** What is particular to a task: a function of this program. */
export interface Task extends Body {
  readonly kind: 'task'
  readonly isolation: 'none'
  /** Whether its function still runs although the process is dead. */
  readonly isRunaway: boolean
}
