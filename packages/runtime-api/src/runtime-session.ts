import {
  Cell,
  SimulatorError,
  systemClock,
  transition,
  type Clock,
  type Watchable,
} from '@sim/core'
import { HangUpError, RefusalError } from '@sim/protocol'
import type { InitErrorReport, InvocationAnswer, RuntimeInvocation } from './invocation.ts'
import { invalidTransition, refusals } from './refusals.ts'
import {
  runtimeTransitions,
  type RuntimeCall,
  type RuntimeEvent,
  type RuntimeState,
} from './runtime-state.ts'
import type { AnswerInProgress, RuntimeApiService } from './service.ts'

/** What happened on a session, in the order in which it happened. */
export type RuntimeSessionEvent =
  | { readonly type: 'polled'; readonly state: RuntimeState }
  | { readonly type: 'handed'; readonly requestId: string }
  | { readonly type: 'answered'; readonly requestId: string; readonly answer: InvocationAnswer }
  | { readonly type: 'init-error'; readonly report: InitErrorReport }

/** Where a session has its time from, and who hears of it. */
export interface RuntimeSessionOptions {
  readonly clock?: Clock | undefined
  /** Hears of each event, in the turn in which it happens. It must not throw. */
  readonly onEvent?: ((event: RuntimeSessionEvent) => void) | undefined
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

type Poll = PromiseWithResolvers<RuntimeInvocation>

interface Current {
  readonly invocation: RuntimeInvocation
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
  readonly #tell: (event: RuntimeSessionEvent) => void
  readonly #state = new Cell<RuntimeState>('Started')
  readonly #ready = Promise.withResolvers<void>()
  readonly #polls = new Set<Poll>()
  #current: Current | undefined
  #answering: Promise<void> | undefined
  #retired: Error | undefined
  #closed = false

  constructor(options: RuntimeSessionOptions = {}) {
    this.#clock = options.clock ?? systemClock
    this.#tell = options.onEvent ?? quiet
    this.#ready.promise.catch(quiet)
  }

  get state(): RuntimeState {
    return this.#state.current
  }

  /** Follows the state. */
  get states(): Watchable<RuntimeState> {
    return this.#state
  }

  /** Resolves when the runtime first asks for an event; rejects when the session closes before. */
  ready(): Promise<void> {
    return this.#ready.promise
  }

  /**
   * Gives the runtime an event, at once if it waits for one, else when it asks.
   *
   * Throws `ERR_RUNTIME_BUSY` while another invocation is not done.
   */
  deliver(invocation: RuntimeInvocation): Delivery {
    if (this.#retired !== undefined) throw this.#retired
    const occupied = this.#current?.invocation.requestId
    if (occupied !== undefined) {
      throw new SimulatorError('ERR_RUNTIME_BUSY', `the runtime still has invocation ${occupied}`)
    }
    const current: Current = {
      invocation,
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
   * a poll gets nothing any more. Its connections stay open.
   */
  retire(reason: Error): void {
    this.#retired ??= reason
    this.#ready.reject(this.#retired)
    this.#current?.answered.reject(this.#retired)
    this.#current?.done.reject(this.#retired)
    this.#current = undefined
  }

  /** The process is gone: its polls are hung up, and everything that `retire` does. */
  close(reason: Error): void {
    this.retire(reason)
    this.#closed = true
    for (const poll of this.#polls) poll.reject(new HangUpError(reason.message))
    this.#polls.clear()
  }

  /** See `RuntimeApiService`. While an event is not answered, each call gets the same event again. */
  async next(signal: AbortSignal): Promise<RuntimeInvocation> {
    // A client may ask for its next event before the end of its answer has arrived.
    while (this.#answering !== undefined) await this.#answering
    this.#refuseIfClosed()
    if (this.#retired !== undefined) return this.#poll(signal)
    const from = this.state
    this.#move('next')
    this.#tell({ type: 'polled', state: from })
    if (from === 'Running' && this.#current !== undefined) return this.#current.invocation
    if (from === 'RuntimeResponseSentState') this.#current?.done.resolve()
    const polled = this.#poll(signal)
    this.#ready.resolve()
    this.#handOut()
    return polled
  }

  /** See `RuntimeApiService`. */
  beginAnswer(requestId: string, call: 'response' | 'error'): AnswerInProgress {
    this.#refuseIfClosed()
    const current = this.#current
    if (current === undefined || current.invocation.requestId !== requestId) {
      throw new RefusalError(refusals.invalidRequestId)
    }
    this.#move(call)
    const startedAt = this.#clock.monotonic()
    const finished = Promise.withResolvers<void>()
    this.#answering = finished.promise
    const finish = () => {
      this.#answering = undefined
      finished.resolve()
    }
    return {
      deliver: (untimed) => {
        const answer = { ...untimed, startedAt, finishedAt: this.#clock.monotonic() }
        current.answered.resolve(answer)
        this.#tell({ type: 'answered', requestId, answer })
      },
      sent: () => {
        this.#state.set(transition(runtimeTransitions, 'the runtime', this.state, 'sent'))
        finish()
      },
      abandon: finish,
    }
  }

  /** See `RuntimeApiService`. */
  initError(report: InitErrorReport): void {
    this.#refuseIfClosed()
    this.#move('initError')
    this.#tell({ type: 'init-error', report })
  }

  async #poll(signal: AbortSignal): Promise<RuntimeInvocation> {
    const poll = Promise.withResolvers<RuntimeInvocation>()
    this.#polls.add(poll)
    const withdraw = () => {
      if (this.#polls.delete(poll)) poll.reject(new HangUpError('the runtime went away'))
    }
    signal.addEventListener('abort', withdraw)
    try {
      return await poll.promise
    } finally {
      signal.removeEventListener('abort', withdraw)
    }
  }

  /** Wakes exactly one poll, the oldest, if there is an event that nobody has. */
  #handOut(): void {
    const [poll] = this.#polls
    const current = this.#current
    if (poll === undefined || current?.handedAt !== undefined) return
    if (current === undefined || this.state !== 'Ready') return
    this.#polls.delete(poll)
    this.#state.set(transition(runtimeTransitions, 'the runtime', this.state, 'invoke'))
    current.handedAt = this.#clock.monotonic()
    this.#tell({ type: 'handed', requestId: current.invocation.requestId })
    poll.resolve(current.invocation)
  }

  #move(call: RuntimeCall & RuntimeEvent): void {
    const to = runtimeTransitions[this.state][call]
    if (to === undefined) throw invalidTransition(this.state, call)
    this.#state.set(to)
  }

  #refuseIfClosed(): void {
    if (this.#closed) throw new HangUpError('the runtime of this connection is gone')
  }
}
