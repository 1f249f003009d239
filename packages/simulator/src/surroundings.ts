import type { ShutdownReason } from '@sim/extensions-api'
import type { Middleware } from '@sim/protocol'
import type { RuntimeApiService } from '@sim/runtime-api'
import type { Sandbox } from './sandbox/sandbox.ts'

/** What a simulator is put into. Everything in it is there for another platform than Lambda's own. */
export interface Surroundings {
  /** Where the processes run. Default: this machine. */
  readonly sandbox?: Sandbox | undefined
  /** Middleware that sees requests of the environment's processes before the APIs do. */
  readonly ahead?: readonly Middleware[] | undefined
  /** Wraps what the Runtime API asks of the environment. */
  readonly runtimeService?: ((service: RuntimeApiService) => RuntimeApiService) | undefined
  /** How the reason of a SHUTDOWN is spelled. Default: as Lambda does. */
  readonly shutdownReason?: ((reason: ShutdownReason) => string) | undefined
}
