import { SimulatorError, systemClock, type Clock } from '@sim/core'
import { internalServerError, RefusalError } from '@sim/protocol'
import { Answering, refuseUnlessAnswerOf, type StreamTaker } from '../answering.ts'
import type { InitErrorReport, InvocationAnswer, RuntimeInvocation } from '../invocation.ts'
import { invalidTransition, refusals } from '../refusals.ts'
import type { RuntimeSessionListener } from '../runtime-session-event.ts'
import type { RuntimeSessionOptions } from '../runtime-session.ts'
import type { AnswerInProgress, RuntimeApiService } from '../service.ts'
import { IdleSlots, type IdleSlot } from './idle-slots.ts'
import { LateInvocations } from './late-invocations.ts'
import { managedAnswer } from './managed-answer.ts'
import { managedTransitionReason } from './refusals.ts'

/** One invocation on its way through a worker of the runtime. */
export interface ManagedDelivery {
  /** The worker has answered, or its answer could not be taken. The invocation is over then. */
  readonly answered: Promise<InvocationAnswer>
  /** When the worker got the event, in monotonic milliseconds. */
  readonly handedAt: number
  /** Its time is over: `answered` rejects with the reason, and a late answer is told so, once. The worker goes on. */
  timeOut(reason: Error): void
}

interface Running {
  readonly invocation: RuntimeInvocation
  readonly stream: StreamTaker | undefined
  readonly answered: PromiseWithResolvers<InvocationAnswer>
  /** Its answer has begun: no other one is taken. */
  isAnswering: boolean
}

const quiet = () => undefined

/**
 * The runtime of a managed instance, from its start to its end, as the platform sees it.
 *
 * Each open call of `next` is an idle worker; invocations go to the workers in the order of their calls, one each, and are
 * answered by their ids. There is no state machine for all of it, but that of `init/error`. Bookkeeping is synchronous. Core:
 * `invoke/invoke_router.go` of the managed core.
 */
export class ManagedRuntimeSession implements RuntimeApiService {
  readonly #clock: Clock
  readonly #tell: RuntimeSessionListener
  readonly #slots = new IdleSlots()
  readonly #running = new Map<string, Running>()
  readonly #late = new LateInvocations()
  readonly #ready = Promise.withResolvers<void>()
  #state: 'Started' | 'InitError' = 'Started'
  #retired: Error | undefined
  readonly #unwanted = new AbortController()
  #closed = false

  constructor(options: RuntimeSessionOptions = {}) {
    this.#clock = options.clock ?? systemClock
    this.#tell = options.onEvent ?? quiet
    this.#ready.promise.catch(quiet)
  }

  /** How many workers wait for an event. */
  get idle(): number {
    return this.#slots.size
  }

  /** How many invocations are not answered. */
  get running(): number {
    return this.#running.size
  }

  /** Resolves when the first worker asks for an event; rejects when the session closes before. */
  ready(): Promise<void> {
    return this.#ready.promise
  }

  /**
   * Gives an event to the worker that has been idle longest.
   *
   * `stream`: takes a response as it comes; left out, it is taken whole. Throws `ERR_DUPLICATE_REQUEST_ID` while an
   * invocation with this id runs, and `ERR_RUNTIME_BUSY` if no worker is idle: nothing queues here.
   */
  deliver(invocation: RuntimeInvocation, stream?: StreamTaker): ManagedDelivery {
    const { requestId } = invocation
    if (this.#retired !== undefined) throw this.#retired
    if (this.#running.has(requestId)) throw duplicate(requestId)
    const slot = this.#slots.take()
    if (slot === undefined) throw allBusy(this.#running.size)
    const answered = Promise.withResolvers<InvocationAnswer>()
    const running: Running = { invocation, stream, answered, isAnswering: false }
    running.answered.promise.catch(quiet)
    this.#late.take(requestId)
    this.#running.set(requestId, running)
    const handedAt = this.#clock.monotonic()
    this.#tell({ type: 'handed', requestId })
    this.#hand(slot, running)
    return {
      answered: running.answered.promise,
      handedAt,
      timeOut: (reason) => this.#timeOut(running, reason),
    }
  }

  /** The runtime is about to end: what runs rejects with the reason, and nothing is handed out any more. */
  retire(reason: Error): void {
    this.#retired ??= reason
    this.#unwanted.abort()
    this.#ready.reject(this.#retired)
    for (const running of this.#running.values()) running.answered.reject(this.#retired)
    this.#running.clear()
  }

  /** The process is gone: calls of `next` are answered with 500, as the core does, and everything that `retire` does. */
  close(reason: Error): void {
    this.retire(reason)
    this.#closed = true
    this.#slots.rejectAll(new RefusalError(internalServerError, { cause: reason }))
  }

  /** See `RuntimeApiService`. */
  async next(signal: AbortSignal): Promise<RuntimeInvocation> {
    if (this.#closed) throw new RefusalError(internalServerError, { cause: this.#retired })
    const event = this.#slots.add(signal)
    this.#tell({ type: 'polled', state: this.#state })
    this.#ready.resolve()
    return await event
  }

  /** See `RuntimeApiService`. Only the id is judged. */
  beginAnswer(
    requestId: string,
    _call: 'response' | 'error',
    invocationId?: string,
  ): AnswerInProgress {
    const running = this.#running.get(requestId)
    if (running === undefined) throw this.#unknown(requestId)
    refuseUnlessAnswerOf(running.invocation, requestId, invocationId)
    if (running.isAnswering) throw new RefusalError(refusals.invalidRequestId)
    running.isAnswering = true
    return new Answering(this.#clock, this.#unwanted.signal, running.stream, {
      delivered: (answer) => this.#answered(running, answer),
      sent: quiet,
      finished: quiet,
    })
  }

  /** See `RuntimeApiService`. Taken once, also after the runtime was ready. Captured. */
  initError(report: InitErrorReport): void {
    if (this.#state !== 'Started') {
      throw invalidTransition(this.#state, 'initError', managedTransitionReason)
    }
    this.#state = 'InitError'
    this.#tell({ type: 'init-error', report })
  }

  /** An invocation whose event does not reach its worker fails. Core: `invoke/running_invoke.go`. */
  #hand(slot: IdleSlot, running: Running): void {
    const now = this.#clock.monotonic()
    const lost = { kind: 'error', by: 'platform', errorType: 'Runtime.Unknown' } as const
    const lose = () => {
      if (!this.#isRunning(running)) return
      const common = { body: Buffer.alloc(0), contentType: undefined }
      this.#answered(running, { ...lost, ...common, startedAt: now, finishedAt: now })
    }
    slot.signal.addEventListener('abort', lose, { once: true })
    const letGo = () => slot.signal.removeEventListener('abort', lose)
    running.answered.promise.then(letGo, letGo)
    slot.answer.resolve(running.invocation)
  }

  /** Refuses an answer whose invocation is over. */
  #answered(running: Running, given: InvocationAnswer): void {
    const { requestId } = running.invocation
    if (!this.#isRunning(running)) throw this.#unknown(requestId)
    const answer = managedAnswer(given)
    this.#running.delete(requestId)
    running.answered.resolve(answer)
    this.#tell({ type: 'answered', requestId, answer })
  }

  #timeOut(running: Running, reason: Error): void {
    const { requestId } = running.invocation
    if (!this.#isRunning(running)) return
    this.#running.delete(requestId)
    this.#late.add(requestId)
    running.answered.reject(reason)
  }

  #isRunning(running: Running): boolean {
    return this.#running.get(running.invocation.requestId) === running
  }

  #unknown(requestId: string): RefusalError {
    const isLate = this.#late.take(requestId)
    return new RefusalError(isLate ? refusals.invokeTimeout : refusals.invalidRequestId)
  }
}

function duplicate(requestId: string): SimulatorError {
  return new SimulatorError(
    'ERR_DUPLICATE_REQUEST_ID',
    `each invocation needs a request id of its own, found ${requestId} running`,
  )
}

function allBusy(running: number): SimulatorError {
  return new SimulatorError(
    'ERR_RUNTIME_BUSY',
    `an invocation needs an idle worker of the runtime, found none: ${running} are running`,
  )
}
