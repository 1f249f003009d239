import { SimulatorError, transition, type Cell } from '@sim/core'
import { Polls } from './polls.ts'
import type { RuntimeSessionListener } from './runtime-session-event.ts'
import { runtimeTransitions, type RuntimeState } from './runtime-state.ts'
import { takeCall } from './take-call.ts'

/** The runtime says that it could not be restored. `code` is `ERR_RESTORE_FAILED`. */
export class RestoreFailedError extends SimulatorError<'ERR_RESTORE_FAILED'> {
  /** Normalised as the platform does: `Runtime.…`, `Function.…`. */
  readonly errorType: string

  constructor(errorType: string) {
    super('ERR_RESTORE_FAILED', `the runtime could not be restored, it reported ${errorType}`)
    this.errorType = errorType
  }
}

const quiet = () => undefined

/** What SnapStart adds to a session: a poll that ends with the restore, and a restore that ends with the next poll. */
export class RuntimeRestore {
  readonly #state: Cell<RuntimeState>
  readonly #tell: RuntimeSessionListener
  readonly #polls = new Polls<void>()
  readonly #ended = Promise.withResolvers<void>()

  constructor(state: Cell<RuntimeState>, tell: RuntimeSessionListener) {
    this.#state = state
    this.#tell = tell
    this.#ended.promise.catch(quiet)
  }

  /** The runtime asks to be restored. Throws the refusal if it may not ask that now. */
  asked(): void {
    takeCall(this.#state, 'restoreNext')
    this.#tell({ type: 'restore-polled' })
  }

  /** Waits in the snapshot. Rejects with a `HangUpError` when the client or the runtime went away. */
  poll(signal: AbortSignal): Promise<void> {
    return this.#polls.wait(signal)
  }

  /** Lets a runtime that waits in the snapshot go on. Resolves, or rejects, as the restore ends; at once if none waits. */
  async begin(): Promise<void> {
    if (this.#state.current !== 'RestoreReady') return
    this.#state.set(transition(runtimeTransitions, 'the runtime', this.#state.current, 'restore'))
    this.#polls.answer()
    await this.#ended.promise
  }

  /** The runtime says that it could not be restored. Throws the refusal if nothing is restored now. */
  reported(errorType: string): void {
    takeCall(this.#state, 'restoreError')
    this.#tell({ type: 'restore-error', errorType })
    this.fail(new RestoreFailedError(errorType))
  }

  /** The runtime asks for its next event: it is restored. */
  end(): void {
    this.#ended.resolve()
  }

  /** It will not be restored any more. */
  fail(reason: Error): void {
    this.#ended.reject(reason)
  }

  /** The process is gone, and whoever waits is hung up. */
  hangUp(reason: Error): void {
    this.#polls.hangUp(reason)
  }
}
