import { Cell, SimulatorError } from '@sim/core'
import type { ShutdownReason } from '@sim/extensions-api'
import { ManagedRuntimeSession } from '@sim/runtime-api'
import { environmentStopped, type FatalError } from '../environment/fatal-error.ts'
import type { FlowContext } from '../flows/flow-context.ts'
import { Generation } from '../generation/generation.ts'
import { initFlow } from '../flows/init-flow.ts'
import { InitLimit } from '../environment/init-limit.ts'
import type { Invocation } from '../invocation/invocation.ts'
import type { LiveEnvironment } from '../environment/live-environment.ts'
import type { Phase } from '../environment/phase.ts'
import { Phases } from '../environment/phases.ts'
import { Queue } from '../environment/queue.ts'
import { shutdownFlow } from '../flows/shutdown-flow.ts'
import { until } from '../environment/until.ts'
import { managedInvokeFlow } from './managed-invoke-flow.ts'
import { managedFailure, unansweredResult } from './managed-results.ts'

/**
 * An environment of Lambda Managed Instances: one generation, which takes as many invocations as its runtime has idle workers.
 *
 * Nothing queues but what comes before init is over. It is never frozen, and there is no second generation: a failed init and
 * the end of any process end it, and what comes later is told so. Core: `raptor/app.go`.
 */
export class ManagedEnvironment implements LiveEnvironment {
  readonly generation: Generation<ManagedRuntimeSession>
  readonly phases: Phases
  readonly #context: FlowContext
  readonly #initLimit: InitLimit
  readonly #waiting = new Queue<Invocation>()
  readonly #running = new Set<Invocation>()
  /** How many invocations wait or run. */
  readonly #open = new Cell(0)
  #begun = false
  #accepting = true
  #killing = false
  #ended: Promise<void> | undefined

  constructor(context: FlowContext) {
    this.#context = context
    this.phases = new Phases(context.journal, 'init')
    this.#initLimit = new InitLimit(context)
    this.generation = new Generation(context, 1, (options) => new ManagedRuntimeSession(options))
    this.generation.onFail((fatal) => this.#failed(fatal))
  }

  get phase(): Phase {
    return this.phases.current
  }

  /** The invocation that runs; none if several do. */
  get running(): Invocation | undefined {
    const [only] = this.#running
    return this.#running.size === 1 ? only : undefined
  }

  get idleWorkers(): number {
    return this.generation.session.idle
  }

  /** How many invocations wait for init. */
  get queued(): number {
    return this.#waiting.size
  }

  begin(): void {
    if (this.#begun) return
    this.#begun = true
    void this.#init()
  }

  /** Takes an invocation: it runs, waits for init, or fails at once. */
  enqueue(invocation: Invocation): void {
    const { attached, journal } = this.#context
    if (!this.#accepting) throw notAccepting(this.phase)
    journal.record('invocation.queued', { requestId: invocation.requestId })
    this.#open.set(this.#open.current + 1)
    this.begin()
    if (this.generation.fatal !== undefined) {
      return this.#refuse(invocation, managedFailure('Client.ExecutionEnvironmentUnhealthy'))
    }
    if (this.phase !== 'init') return this.#dispatch(invocation)
    if (attached) this.#initLimit.begin(this.generation)
    this.#waiting.push(invocation)
  }

  async shutdown(reason: ShutdownReason, cutOff = false): Promise<void> {
    this.#accepting = false
    if (cutOff) this.#cutOff()
    await until(this.#open, (open) => open === 0)
    await this.#end(reason, environmentStopped())
  }

  async kill(): Promise<void> {
    this.#killing = true
    this.#accepting = false
    this.#cutOff()
    // An init, too, that nobody waits for.
    this.generation.fail(managedFailure('Client.ExecutionEnvironmentShutDown'))
    this.#context.freezer.forceUnfreeze()
    await this.generation.kill()
    await this.shutdown('spindown')
  }

  /** A runtime that someone else starts gets all the time it needs until there is work. Never rejects. */
  async #init(): Promise<void> {
    if (!this.#context.attached) this.#initLimit.begin(this.generation)
    try {
      await initFlow(this.#context, this.generation, 'init')
    } catch (error) {
      // Unless somebody ends everything already.
      if (this.#accepting) void this.#end('failure', error as FatalError)
    } finally {
      this.#initLimit.end()
    }
    if (this.phase !== 'init') return
    this.phases.move('ready')
    for (let next = this.#waiting.take(); next; next = this.#waiting.take()) this.#dispatch(next)
  }

  /** Whoever waits has the cause; those that run have it by their own flows. Then everything ends, unless init does that. */
  #failed(fatal: FatalError): void {
    for (let next = this.#waiting.take(); next; next = this.#waiting.take()) {
      this.#refuse(next, fatal)
    }
    if (this.#accepting && this.phase !== 'init') void this.#end('failure', fatal)
  }

  #dispatch(invocation: Invocation): void {
    if (this.generation.session.idle === 0) {
      return this.#refuse(invocation, managedFailure('Runtime.Unavailable'))
    }
    this.#running.add(invocation)
    // Whoever hears of it may bring the next one.
    if (this.phase === 'idle') this.phases.move('invoke')
    invocation.start()
    void this.#run(invocation)
  }

  async #run(invocation: Invocation): Promise<void> {
    const report = await managedInvokeFlow(this.#context, this.generation, invocation)
    this.#running.delete(invocation)
    this.#over(invocation, report.status)
    invocation.end(report)
    if (this.#running.size === 0 && this.phase === 'invoke') this.phases.move('done')
  }

  /** It has no turn. */
  #refuse(invocation: Invocation, fatal: FatalError): void {
    const { requestId } = invocation
    const { outcome: status } = fatal
    this.#context.journal.record('invocation.answered', { requestId, status })
    invocation.answer(unansweredResult(requestId, fatal))
    this.#over(invocation, status)
    invocation.end()
  }

  #over({ requestId }: Invocation, status: string): void {
    this.#context.journal.record('invocation.ended', { requestId, status })
    this.#open.set(this.#open.current - 1)
  }

  #cutOff(): void {
    if (this.#open.current === 0) return
    this.generation.fail(managedFailure('Client.ExecutionEnvironmentShutDown'))
  }

  #end(reason: ShutdownReason, fatal: FatalError): Promise<void> {
    this.#ended ??= this.#shutDown(reason, fatal)
    return this.#ended
  }

  async #shutDown(reason: ShutdownReason, fatal: FatalError): Promise<void> {
    this.#initLimit.end()
    this.phases.move('shutdown')
    try {
      if (this.#killing) await this.generation.kill()
      else await shutdownFlow(this.#context, this.generation, reason, fatal)
    } catch (error) {
      this.#context.journal.record('unended', { message: String(error) })
    }
    this.generation.close(fatal)
    this.phases.move('stopped')
  }
}

function notAccepting(phase: Phase): SimulatorError {
  return new SimulatorError(
    'ERR_SIMULATOR_STOPPED',
    `an invocation needs an environment that runs, this one is in phase ${phase}`,
  )
}
