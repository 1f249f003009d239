import { SimulatorError, type Watchable } from '@sim/core'
import type { ShutdownReason } from '@sim/extensions-api'
import { environmentStopped, type FatalError } from './fatal-error.ts'
import type { FlowContext } from '../flows/flow-context.ts'
import { freeze, thaw } from './freezing.ts'
import { Generation } from '../generation/generation.ts'
import { classicSession } from '../generation/generation-session.ts'
import { initFlow } from '../flows/init-flow.ts'
import { InitLimit } from './init-limit.ts'
import type { Invocation } from '../invocation/invocation.ts'
import {
  cancelInvocation,
  endInvocation,
  refuseInvocation,
  type Preparation,
} from '../invocation/invocation-end.ts'
import { invokeFlow, type InvokeEnd } from '../flows/invoke-flow.ts'
import type { LiveEnvironment } from './live-environment.ts'
import { isOver, isQuiet, type Phase } from './phase.ts'
import { Phases } from './phases.ts'
import { Queue } from './queue.ts'
import { restoreFlow } from '../snapshot/restore-flow.ts'
import { shutdownFlow } from '../flows/shutdown-flow.ts'

/**
 * One execution environment: its phases, its queue, and the generation that lives in it.
 *
 * It runs one flow at a time: init, then one invoke phase after the other, a reset after a failure, shutdown
 * at the end.
 */
export class ExecutionEnvironment implements LiveEnvironment {
  readonly #context: FlowContext
  readonly #phases: Phases
  readonly #queue = new Queue<Invocation>()
  readonly #initLimit: InitLimit
  #generation: Generation
  #running: Invocation | undefined
  #preparation: Preparation = {}
  #begun: boolean
  #accepting = true
  #killing = false

  constructor(context: FlowContext) {
    this.#context = context
    this.#initLimit = new InitLimit(context)
    this.#generation = new Generation(context, 1, classicSession)
    this.#begun = context.settings.initialize === 'inside-invoke'
    this.#phases = new Phases(context.journal, this.#begun ? 'dormant' : 'init')
  }

  get phases(): Watchable<Phase> {
    return this.#phases
  }

  get phase(): Phase {
    return this.#phases.current
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
    if (!this.#context.attached) this.#initLimit.begin(this.#generation)
    try {
      const initDurationMs = await initFlow(this.#context, this.#generation, 'init')
      // Another one is not part of what an invocation costs. Documented: "Lambda execution environment lifecycle".
      const { settings, snapshot } = this.#context
      if (settings.initializationType === 'on-demand') this.#preparation = { initDurationMs }
      if (this.#endInit()) this.#phases.move(snapshot === undefined ? 'ready' : 'checkpoint')
    } catch (error) {
      if (!this.#endInit()) return
      await this.#reset('spindown', error as FatalError)
    }
    this.#work()
    if (this.phase === 'snapshot') await freeze(this.#context)
  }

  /** See `LiveEnvironment`. */
  restore(): void {
    if (!this.#accepting) return
    if (this.#context.snapshot !== undefined) this.#context.snapshot.isWanted = true
    this.begin()
    this.#work()
  }

  async #restore(): Promise<void> {
    this.#phases.move('restore')
    try {
      this.#preparation = { restoreDurationMs: await restoreFlow(this.#context, this.#generation) }
      this.#phases.move('ready')
    } catch (error) {
      // Whoever waited for it fails with it. No event was handed out, so there is nothing to report.
      const fatal = error as FatalError
      const ended = refuseInvocation(this.#context, this.#queue.take(), fatal)
      await this.#reset('failure', fatal, ended)
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
    if (this.phase === 'init') this.#initLimit.begin(this.#generation)
    this.#work()
  }

  /**
   * Takes no more work, finishes what there is, then shuts down as the platform does; an init is cut short.
   *
   * `cutOff`: what there is is not finished, it ends as a `failure`.
   */
  async shutdown(reason: ShutdownReason, cutOff = false): Promise<void> {
    this.#accepting = false
    if (cutOff) this.#cutOff(environmentStopped())
    // Between the end of a wait and this turn something else may have begun.
    while (!this.#isAtRest()) await this.#phases.until(() => this.#isAtRest())
    if (isOver(this.phase)) return this.#phases.until((phase) => phase === 'stopped')
    this.#endInit()
    this.#phases.move('shutdown')
    await this.#end(reason, environmentStopped())
    this.#phases.move('stopped')
  }

  /** Ends everything at once. What runs or waits ends as a `failure`. */
  async kill(): Promise<void> {
    this.#accepting = false
    this.#killing = true
    const fatal = environmentStopped()
    this.#cutOff(fatal)
    this.#generation.fail(fatal)
    // Nothing that was stopped is to stay so, whoever it belongs to.
    this.#context.freezer.forceUnfreeze()
    await this.#generation.kill()
    await this.shutdown('spindown')
  }

  #work(): void {
    const isWanted = this.#queue.size > 0 || this.#context.snapshot?.isWanted
    if (this.phase === 'snapshot' && isWanted) void this.#restore()
    if (this.phase !== 'idle' && this.phase !== 'dormant') return
    const next = this.#queue.take()
    if (next !== undefined) void this.#invoke(next)
  }

  async #invoke(invocation: Invocation): Promise<void> {
    const dormant = this.phase === 'dormant'
    this.#phases.move('invoke')
    this.#running = invocation
    invocation.start()
    const end = await invokeFlow(this.#context, this.#generation, invocation, dormant)
    if (end.fatal === undefined) {
      this.#finish(invocation, end)
      this.#phases.move('done')
    } else {
      const reason = end.fatal.outcome === 'timeout' ? 'timeout' : 'failure'
      await this.#reset(reason, end.fatal, () => this.#finish(invocation, end))
    }
    this.#work()
    if (this.phase === 'idle') await freeze(this.#context)
  }

  /** The invoke phase is over. */
  #finish(invocation: Invocation, end: InvokeEnd): void {
    const preparation = this.#preparation
    this.#preparation = {}
    this.#running = undefined
    endInvocation(this.#context, this.#generation, invocation, end, preparation)
  }

  /** Ends this generation: its processes are gone and its callers hung up when it resolves. */
  async #end(reason: ShutdownReason, fatal: FatalError): Promise<void> {
    this.#context.memory.of(this.#generation.members)
    try {
      if (this.#killing) await this.#generation.kill()
      else await shutdownFlow(this.#context, this.#generation, reason, fatal)
    } catch (error) {
      this.#context.journal.record('unended', { message: String(error) })
    }
    this.#generation.close(fatal)
  }

  /** After this generation the next one takes over, if there is to be one; it initialises inside the next invocation. */
  async #reset(reason: ShutdownReason, fatal: FatalError, ended?: () => void): Promise<void> {
    this.#phases.move('fail')
    await this.#end(reason, fatal)
    ended?.()
    if (!this.#killing) {
      const number = this.#generation.number + 1
      this.#context.journal.generation = number
      this.#generation = new Generation(this.#context, number, classicSession)
    }
    this.#phases.move('cleared')
  }

  #cutOff(fatal: FatalError): void {
    for (let next = this.#queue.take(); next; next = this.#queue.take()) {
      cancelInvocation(this.#context, next, fatal)
    }
    if (this.phase === 'invoke' || this.phase === 'restore') this.#generation.fail(fatal)
  }

  /** Whether init goes on: a shutdown may have taken over. */
  #endInit(): boolean {
    this.#initLimit.end()
    return this.phase === 'init'
  }

  /** Nothing runs and nothing waits, or it is over. */
  #isAtRest(): boolean {
    return isOver(this.phase) || (isQuiet(this.phase) && this.#queue.size === 0)
  }
}
