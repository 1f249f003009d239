import type { RegisterResponse } from './register-response.ts'
import type { NextEvent } from './events.ts'

/** What an extension asks for when it registers. */
export interface Registration {
  /** What the extension calls itself. An external one must use the base name of its file. */
  readonly name: string
  /** As sent: not yet judged, since what is allowed depends on the kind of extension. */
  readonly events: readonly string[]
  /** As sent, trimmed. The platform knows `accountId` and ignores all others. */
  readonly features: readonly string[]
}

/**
 * What the Extensions API asks of whoever owns the execution environment.
 *
 * Refuse by throwing a `RefusalError`, whose rows are in `refusals`; throw a `HangUpError` to close the
 * connection without an answer. Ids arrive in canonical spelling.
 */
export interface ExtensionsApiService {
  /** An extension introduces itself. The id is what it identifies itself with from now on. */
  register(call: Registration): {
    readonly extensionId: string
    readonly response: RegisterResponse
  }
  /**
   * An extension has finished with its last event and asks for the next one. May last for ever.
   *
   * `signal` aborts when the client went away before it had its answer.
   */
  next(extensionId: string, signal: AbortSignal): Promise<NextEvent>
  /** The extension could not initialise. `errorType` is its own word for it, any text. */
  initError(extensionId: string, errorType: string): void
  /** The extension cannot go on. */
  exitError(extensionId: string, errorType: string): void
}
