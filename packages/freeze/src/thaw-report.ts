import type { FreezeError } from './freeze-error.ts'
import type { ProcessIdentity } from './process-identity.ts'

/** What a thaw did. Each list is in the order in which the processes were stopped. */
export interface ThawReport {
  /** The epoch that holds now: the one before, plus one. */
  readonly epoch: number
  /** Who was sent SIGCONT. */
  readonly resumed: readonly ProcessIdentity[]
  /** Who had ended. Nothing was sent, also when the number belongs to another process now. */
  readonly gone: readonly ProcessIdentity[]
  /** Who could not be resumed, one error for each. The next thaw tries them again. */
  readonly failures: readonly FreezeError[]
}
