import type { FreezeError } from './freeze-error.ts'
import type { ThawReport } from './thaw-report.ts'

/** What a controller tells of its work, in the turn in which it happened. */
export type FreezeEvent =
  | {
      /** Everything was seen to be stopped. */
      readonly type: 'frozen'
      readonly epoch: number
      /** Every process that is stopped, roots and descendants. */
      readonly pids: readonly number[]
      /** Milliseconds from the first signal to the last look. */
      readonly ms: number
      /** All threads of all of them were seen in a stopped state. */
      readonly verified: true
    }
  | {
      /** A freeze came too late, or was overtaken by a thaw: nothing is stopped. */
      readonly type: 'superseded'
      /** The epoch for which it was asked. */
      readonly epoch: number
      /** The epoch that held when it ended. */
      readonly currentEpoch: number
    }
  | ({
      /** What was stopped, or being stopped, was resumed. Not told when there was nothing to resume. */
      readonly type: 'thawed'
      readonly forced: boolean
    } & ThawReport)
  | {
      /** What was registered while everything else was stopped is stopped now too, and seen to be. */
      readonly type: 'stopped-late-registration'
      readonly epoch: number
      readonly pids: readonly number[]
      /** Milliseconds from the first signal to the last look. */
      readonly ms: number
      readonly verified: true
    }
  | {
      /**
       * A freeze was rolled back; or, while frozen, something that was registered late did not stop, or something
       * that was unregistered could not be resumed.
       */
      readonly type: 'failed'
      readonly epoch: number
      readonly error: FreezeError
    }
