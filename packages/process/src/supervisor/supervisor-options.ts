import type { ProcessOptions } from '../kernel/handle-options.ts'

/** How a supervisor stands to others. */
export interface SupervisorOptions extends Omit<
  ProcessOptions,
  'name' | 'trapExit' | 'normalExit'
> {
  /** Milliseconds until its children are killed when it is stopped with its parent. Default `Infinity`. */
  readonly shutdownMs?: ProcessOptions['shutdownMs']
}
