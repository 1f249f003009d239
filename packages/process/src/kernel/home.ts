import type { Clock } from '@sim/core'
import type { Meters } from '../metrics/meters.ts'
import type { EnvironmentEvent, ProcessLog } from './events.ts'
import type { Pid } from './pid.ts'
import type { WorkQueue } from './work-queue.ts'

/** Where processes of some kind are at home: their environment, as they need it. */
export interface Home<P> {
  readonly clock: Clock
  readonly log: ProcessLog | undefined
  readonly meters: Meters
  /** Deaths that are still to be told. */
  readonly notices: WorkQueue
  /** A pid that was never used. */
  takePid(): Pid
  add(process: P): void
  /** Forgets it, and its names. */
  remove(process: P): void
  /** Throws `ERR_NAME_TAKEN`. */
  register(name: string, process: P): void
  /** A living process by its pid, also of another environment of the set, or by its name. */
  resolve(pidOrName: string): P | undefined
  tell(event: EnvironmentEvent): void
}
