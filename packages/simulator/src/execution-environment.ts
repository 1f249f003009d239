import { Cell, SimulatorError, transition, type Watchable } from '@sim/core'
import type { ShutdownReason } from '@sim/extensions-api'
import { environmentStopped, initTimedOut, type FatalError } from './fatal-error.ts'
import type { FlowContext } from './flow-context.ts'
import { freeze, thaw } from './freezing.ts'
import { Generation } from './generation.ts'
import { initFlow } from './init-flow.ts'
import type { Invocation } from './invocation.ts'
import { invokeFlow, type InvokeEnd } from './invoke-flow.ts'
import { PeakMemory } from './memory-use.ts'
import { phaseTransitions, type Phase, type PhaseEvent } from './phase.ts'
import { failedResult } from './results.ts'
import { Queue } from './queue.ts'
import { shutdownFlow } from './shutdown-flow.ts'

/**
 * One execution environment: its phases, its queue, and the generation that lives in it.
 *
 * It runs one flow at a time: init, then one invoke phase after the other, a reset after a failure, shutdown
 * at the end.
 */
export class ExecutionEnvironment {
  readonly #context: FlowContext
  readonly #phase = new Cell<Phase>('init')
  readonly #queue = new Queue<Invocation>()
  readonly #memory: PeakMemory
  #generation: Generation
  #running: Invocation | undefined
  #initTimer: Disposable | undefined
  #initDurationMs: number | undefined
  #begun = false
  #accepting = true
  #killing = false

  constructor(context: FlowContext) {
    this.#context = context
    this.#memory = new PeakMemory(context.sandbox)
    this.#generation = new Generation(context, 1)
  }

  get phases(): Watchable<Phase> {
    return this.#phase
  }

  get phase(): Phase {
    return this.#phase.current
  }

  /** The generation of the moment; another one after each reset. */
  get generation(): Generation {
    return this.#generation
  }

  /** The invocation that runs now. */
  get running(): Invocation | undefined {
    return this.#running
  }

  /** How many invocations wait. */
  get queued(): number {
    return this.#queue.size
  }

  /** Begins to initialise, if that has not begun. The first invocation does it otherwise. */
  begin(): void {
    if (this.#begun) return
    this.#begun = true
    void this.#init()
  }

  /**
   * A runtime that someone else starts gets all the time it needs until there is work. Never rejects: a
   * failed init is told by the journal and tried again inside the next invocation.
   */
  async #init(): Promise<void> {
    if (!this.#context.attached) this.#limitInit()
    try {
      this.#initDurationMs = await initFlow(this.#context, this.#generation, 'init')
      if (this.#endInit()) this.#move('ready')
    } catch (error) {
      if (!this.#endInit()) return
      this.#move('fail')
      await this.#end('spindown', error as FatalError)
      this.#renew()
    }
    this.#work()
  }

  /** Takes an invocation: makes a planned freeze obsolete, thaws, and dispatches if its turn has come. */
  enqueue(invocation: Invocation): void {
    if (!this.#accepting) {
      throw new SimulatorError(
        'ERR_SIMULATOR_STOPPED',
        `an invocation needs an environment that runs, this one is in phase ${this.phase}`,
      )
    }
    this.#queue.push(invocation)
    this.#context.journal.record('invocation.queued', { requestId: invocation.requestId })
    thaw(this.#context)
    this.begin()
    if (this.phase === 'init') this.#limitInit()
    this.#work()
  }

  /** Takes no more work, finishes what there is, then shuts down as the platform does; an init is cut short. */
  async shutdown(reason: ShutdownReason): Promise<void> {
    this.#accepting = false
    // Between the end of a wait and this turn something else may have begun.
    while (!this.#isAtRest()) await this.#until(() => this.#isAtRest())
    if (this.phase === 'stopped' || this.phase === 'shutdown') return this.#reached('stopped')
    this.#endInit()
    this.#move('shutdown')
    await this.#end(reason, environmentStopped())
    this.#move('stopped')
  }

  /** Ends everything at once. What runs or waits ends as a `failure`. */
  async kill(): Promise<void> {
    this.#accepting = false
    this.#killing = true
    const fatal = environmentStopped()
    for (let next = this.#queue.take(); next; next = this.#queue.take()) this.#cancel(next, fatal)
    this.#generation.fail(fatal)
    // Nothing that was stopped is to stay so, whoever it belongs to.
    this.#context.freezer.forceUnfreeze()
    await this.#generation.kill()
    await this.shutdown('spindown')
  }

  #work(): void {
    if (this.phase !== 'idle' && this.phase !== 'dormant') return
    const next = this.#queue.take()
    if (next !== undefined) void this.#invoke(next)
  }

  async #invoke(invocation: Invocation): Promise<void> {
    const dormant = this.phase === 'dormant'
    this.#move('invoke')
    this.#running = invocation
    invocation.start()
    const end = await invokeFlow(this.#context, this.#generation, invocation, dormant)
    if (end.fatal === undefined) {
      this.#finish(invocation, end)
      this.#move('done')
    } else {
      this.#move('fail')
      await this.#end(end.fatal.outcome === 'timeout' ? 'timeout' : 'failure', end.fatal)
      this.#finish(invocation, end)
      this.#renew()
    }
    this.#work()
    if (this.phase === 'idle') await freeze(this.#context)
  }

  /** The invoke phase is over. */
  #finish(invocation: Invocation, { telemetry, fatal }: InvokeEnd): void {
    const { requestId } = invocation
    const { registry, session, members } = this.#generation
    const report = telemetry.reported({
      fatal,
      initDurationMs: this.#initDurationMs,
      hasExtensions: registry.extensions.length > 0,
      maxMemoryUsedMB: this.#memory.of(members),
    })
    this.#initDurationMs = undefined
    session.release()
    this.#running = undefined
    this.#context.journal.record('invocation.ended', { requestId, status: report.status })
    invocation.end(report)
  }

  /** Ends this generation: its processes are gone and its callers hung up when it resolves. */
  async #end(reason: ShutdownReason, fatal: FatalError): Promise<void> {
    this.#memory.of(this.#generation.members)
    try {
      if (this.#killing) await this.#generation.kill()
      else await shutdownFlow(this.#context, this.#generation, reason, fatal)
    } catch (error) {
      this.#context.journal.record('unended', { message: String(error) })
    }
    this.#generation.close(fatal)
  }

  /** The next generation takes over, if there is to be one; it initialises inside the next invocation. */
  #renew(): void {
    if (this.#killing) return this.#move('cleared')
    const number = this.#generation.number + 1
    this.#context.journal.generation = number
    this.#generation = new Generation(this.#context, number)
    this.#move('cleared')
  }

  #cancel(invocation: Invocation, fatal: FatalError): void {
    const { requestId } = invocation
    invocation.answer(failedResult(requestId, fatal))
    this.#context.journal.record('invocation.ended', { requestId, status: fatal.outcome })
    invocation.end()
  }

  #limitInit(): void {
    const { time, settings } = this.#context
    this.#initTimer ??= time.after(settings.initTimeoutMs, () =>
      this.#generation.fail(initTimedOut(settings.initTimeoutMs)),
    )
  }

  /** Whether init goes on: a shutdown may have taken over. */
  #endInit(): boolean {
    this.#initTimer?.[Symbol.dispose]()
    this.#initTimer = undefined
    return this.phase === 'init'
  }

  #move(event: PhaseEvent): void {
    const from = this.phase
    const to = transition(phaseTransitions, 'the environment', from, event)
    this.#context.journal.record('phase', { from, to })
    this.#phase.set(to)
  }

  /** Nothing runs and nothing waits, or it is over. */
  #isAtRest(): boolean {
    const isOver = this.phase === 'shutdown' || this.phase === 'stopped'
    const isFree = this.phase === 'init' || this.phase === 'idle' || this.phase === 'dormant'
    return isOver || (isFree && this.#queue.size === 0)
  }

  #reached(phase: Phase): Promise<void> {
    return this.#until((current) => current === phase)
  }

  #until(isDone: (phase: Phase) => boolean): Promise<void> {
    if (isDone(this.phase)) return Promise.resolve()
    return new Promise((resolve) => {
      const subscription = this.#phase.subscribe((phase) => {
        if (!isDone(phase)) return
        subscription[Symbol.dispose]()
        resolve()
      })
    })
  }
}
