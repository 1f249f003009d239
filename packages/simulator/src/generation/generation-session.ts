import {
  RuntimeSession,
  type RuntimeApiService,
  type RuntimeSessionOptions,
} from '@sim/runtime-api'

/** What every generation asks of its runtime's session. */
export interface GenerationSession extends RuntimeApiService {
  /** Resolves when the runtime first asks for an event. */
  ready(): Promise<void>
  /** The runtime is about to end. */
  retire(reason: Error): void
  /** The runtime is gone. */
  close(reason: Error): void
}

/** The session of a runtime that takes one invocation at a time. */
export const classicSession = (options: RuntimeSessionOptions): RuntimeSession =>
  new RuntimeSession(options)
