import {
  Cell,
  SimulatorError,
  systemClock,
  transition,
  type Clock,
  type Watchable,
} from '@sim/core'
import { HangUpError } from '@sim/protocol'
import { Answering, refuseUnlessAnswerOf, type StreamTaker } from './answering.ts'
import type { InitErrorReport, InvocationAnswer, RuntimeInvocation } from './invocation.ts'
import { Polls } from './polls.ts'
import { RuntimeRestore } from './runtime-restore.ts'
import type { RuntimeSessionListener } from './runtime-session-event.ts'
import { runtimeTransitions, type RuntimeState } from './runtime-state.ts'
import type { AnswerInProgress, RuntimeApiService } from './service.ts'
import { takeCall } from './take-call.ts'

/** Where a session has its time from, and who hears of it. */
export interface RuntimeSessionOptions {
  readonly clock?: Clock | undefined
  readonly onEvent?: RuntimeSessionListener | undefined
}

/** One invocation on its way through the runtime. */
export interface Delivery {
  /** The runtime has answered, or its answer could not be taken. */
  readonly answered: Promise<InvocationAnswer>
  /** The runtime has answered and asked for its next event. */
  readonly done: Promise<void>
  /** When the runtime first took the event, in monotonic milliseconds; `undefined` before. */
  readonly handedAt: number | undefined
}

interface Current {
  readonly invocation: RuntimeInvocation
  readonly stream: StreamTaker | undefined
  readonly answered: PromiseWithResolvers<InvocationAnswer>
  readonly done: PromiseWithResolvers<void>
  handedAt: number | undefined
}

const quiet = () => undefined

/**
 * One runtime process, from its start to its end, as the platform sees it.
 *
 * It holds the state machine and at most one invocation. It is a ready `RuntimeApiService`; whoever owns
 * it delivers invocations one after the other. Bookkeeping is synchronous: nothing can slip in between.
 */
export class RuntimeSession implements RuntimeApiService {
  readonly #clock: Clock
  readonly #tell: RuntimeSessionListener
  readonly #state = new Cell<RuntimeState>('Started')
  readonly #ready = Promise.withResolvers<void>()
  readonly #polls = new Polls<RuntimeInvocation>()
  readonly #restore: RuntimeRestore
  #current: Current | undefined
  #answering: Promise<void> | undefined
  #retired: Error | undefined
  readonly #unwanted = new AbortController()
  #closed = false

  constructor(options: RuntimeSessionOptions = {}) {
    this.#clock = options.clock ?? systemClock
    this.#tell = options.onEvent ?? quiet
    this.#restore = new RuntimeRestore(this.#state, this.#tell)
    this.#ready.promise.catch(quiet)
  }

  get state(): RuntimeState {
    return this.#state.current
  }

  /** Follows the state. */
  get states(): Watchable<RuntimeState> {
    return this.#state
  }

  /** Resolves when the runtime first asks for an event, or to be restored; rejects when the session closes before. */
  ready(): Promise<void> {
    return this.#ready.promise
  }

  /**
   * Gives the runtime an event, at once if it waits for one, else when it asks.
   *
   * `stream`: takes a response as it comes; left out, it is taken whole. Throws `ERR_RUNTIME_BUSY` while another invocation
   * is not done.
   */
  deliver(invocation: RuntimeInvocation, stream?: StreamTaker): Delivery {
    if (this.#retired !== undefined) throw this.#retired
    const occupied = this.#current?.invocation.requestId
    if (occupied !== undefined) {
      throw new SimulatorError('ERR_RUNTIME_BUSY', `the runtime still has invocation ${occupied}`)
    }
    const current: Current = {
      invocation,
      stream,
      answered: Promise.withResolvers(),
      done: Promise.withResolvers(),
      handedAt: undefined,
    }
    current.answered.promise.catch(quiet)
    current.done.promise.catch(quiet)
    this.#current = current
    this.#handOut()
    return {
      answered: current.answered.promise,
      done: current.done.promise,
      get handedAt() {
        return current.handedAt
      },
    }
  }

  /** The invocation is over: from now on its id is as unknown as any other. */
  release(): void {
    this.#current = undefined
  }

  /**
   * The runtime is about to end: its promises reject with the reason, its answers come too late (400), and
   * a poll gets nothing any more. Its connections stay open, but for that of a response which is taken as it comes.
   */
  retire(reason: Error): void {
    this.#retired ??= reason
    this.#unwanted.abort()
    this.#ready.reject(this.#retired)
    this.#restore.fail(this.#retired)
    this.#current?.answered.reject(this.#retired)
    this.#current?.done.reject(this.#retired)
    this.#current = undefined
  }

  /** The process is gone: its polls are hung up, and everything that `retire` does. */
  close(reason: Error): void {
    this.retire(reason)
    this.#closed = true
    this.#restore.hangUp(reason)
    this.#polls.hangUp(reason)
  }

  /** See `RuntimeApiService`. While an event is not answered, each call gets the same event again. */
  async next(signal: AbortSignal): Promise<RuntimeInvocation> {
    // A client may ask for its next event before the end of its answer has arrived.
    while (this.#answering !== undefined) await this.#answering
    this.#refuseIfClosed()
    if (this.#retired !== undefined) return this.#polls.wait(signal)
    const from = this.state
    takeCall(this.#state, 'next')
    this.#tell({ type: 'polled', state: from })
    if (from === 'Running' && this.#current !== undefined) return this.#current.invocation
    if (from === 'RuntimeResponseSentState') this.#current?.done.resolve()
    if (from === 'Restoring') this.#restore.end()
    const polled = this.#polls.wait(signal)
    this.#ready.resolve()
    this.#handOut()
    return polled
  }

  /** See `RuntimeApiService`. */
  beginAnswer(
    requestId: string,
    call: 'response' | 'error',
    invocationId?: string,
  ): AnswerInProgress {
    this.#refuseIfClosed()
    const current = this.#current
    refuseUnlessAnswerOf(current?.invocation, requestId, invocationId)
    takeCall(this.#state, call)
    const finished = Promise.withResolvers<void>()
    this.#answering = finished.promise
    return new Answering(this.#clock, this.#unwanted.signal, current.stream, {
      delivered: (answer) => {
        current.answered.resolve(answer)
        this.#tell({ type: 'answered', requestId, answer })
      },
      sent: () =>
        this.#state.set(transition(runtimeTransitions, 'the runtime', this.state, 'sent')),
      finished: () => {
        this.#answering = undefined
        finished.resolve()
      },
    })
  }

  /** See `RuntimeApiService`. After a restore has begun it says that the restore has failed. */
  initError(report: InitErrorReport): void {
    this.#refuseIfClosed()
    if (this.state === 'Restoring') return this.restoreError(report.errorType)
    takeCall(this.#state, 'initError')
    this.#tell({ type: 'init-error', report })
  }

  /** See `RuntimeApiService`. */
  async restoreNext(signal: AbortSignal): Promise<void> {
    this.#refuseIfClosed()
    if (this.#retired === undefined) {
      this.#restore.asked()
      this.#ready.resolve()
    }
    await this.#restore.poll(signal)
  }

  /** See `RuntimeApiService`. */
  restoreError(errorType: string): void {
    this.#refuseIfClosed()
    this.#restore.reported(errorType)
  }

  /**
   * Lets a runtime that waits in `restore/next` go on, and resolves when it asks for its next event; at once if it does not
   * wait there.
   *
   * Rejects with `ERR_RESTORE_FAILED` when the runtime reports that, and with the reason when the session ends before.
   */
  async restore(): Promise<void> {
    if (this.#retired !== undefined) throw this.#retired
    await this.#restore.begin()
  }

  /** Wakes exactly one poll, the oldest, if there is an event that nobody has. */
  #handOut(): void {
    const current = this.#current
    if (this.#polls.isEmpty || current?.handedAt !== undefined) return
    if (current === undefined || this.state !== 'Ready') return
    this.#state.set(transition(runtimeTransitions, 'the runtime', this.state, 'invoke'))
    current.handedAt = this.#clock.monotonic()
    this.#tell({ type: 'handed', requestId: current.invocation.requestId })
    this.#polls.answer(current.invocation)
  }

  #refuseIfClosed(): void {
    if (this.#closed) throw new HangUpError('the runtime of this connection is gone')
  }
}
