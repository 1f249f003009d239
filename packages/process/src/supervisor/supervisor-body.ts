import { asError } from '../kernel/as-error.ts'
import type { Body, BodyEnd } from '../kernel/body.ts'
import type { Envelope } from '../kernel/envelope.ts'
import type { ExitReason } from '../kernel/exit-reason.ts'
import type { Pid } from '../kernel/pid.ts'
import { ProcessExitedError } from '../kernel/process-errors.ts'
import type { Process } from '../kernel/process.ts'
import type { Spawner } from '../task/self.ts'
import type { SupervisorSettings } from './check-spec.ts'
import type { ChildDeath } from './child-death.ts'
import type { ChildInfo } from './child-info.ts'
import type { ChildRun } from './child-run.ts'
import type { Child } from './child.ts'
import { Children } from './children.ts'
import { Commands } from './commands.ts'
import { JobQueue } from './job-queue.ts'
import { Restarts } from './restarts.ts'
import type { StopChildOptions, StopPolicy } from './stop-policy.ts'
import { RestartIntensityError } from './supervisor-errors.ts'

/** What a supervisor works with. */
export interface SupervisorSurroundings {
  readonly spawner: Spawner
  readonly onGiveUp: ((firstCause: ChildDeath) => void) | undefined
}

/** The work of a supervisor. It takes no messages; everything is asked of its handle. */
export class SupervisorBody implements Body {
  readonly kind = 'task'
  readonly isolation = 'none'
  readonly commands: Commands
  readonly #process: Process
  readonly #limits: SupervisorSettings
  readonly #children: Children
  readonly #restarts: Restarts
  readonly #jobs = new JobQueue((error) => this.#fail(error))
  readonly #over = Promise.withResolvers<void>()
  readonly #onGiveUp: ((firstCause: ChildDeath) => void) | undefined
  #policy: StopPolicy = () => undefined
  #hasStarted = false
  #gaveUp: RestartIntensityError | undefined
  #failure: Error | undefined
  #isLeaving = false
  /** Whether the kill that comes now is its own, which takes nothing from its children. */
  #goesWithLink = false

  constructor(
    process: Process,
    settings: SupervisorSettings,
    { spawner, onGiveUp }: SupervisorSurroundings,
  ) {
    const { stopOrder } = settings
    const jobs = this.#jobs
    const onDeath = (child: Child, run: ChildRun): void => this.#died(child, run)
    const onFailure = (error: unknown): void => this.#fail(error)
    const children = new Children(
      { process, spawner, stopOrder, onDeath, onFailure },
      settings.children,
    )
    this.#process = process
    this.#limits = settings
    this.#children = children
    this.#onGiveUp = onGiveUp
    const restarts = new Restarts({
      process,
      settings,
      children,
      jobs,
      onGiveUp: (deaths) => this.#giveUp(deaths),
    })
    this.#restarts = restarts
    this.commands = new Commands({ process, settings, children, restarts, jobs })
  }

  /** Why it gave up, if it did. */
  get gaveUp(): RestartIntensityError | undefined {
    return this.#gaveUp
  }

  /** The death that it gave up for, if it did. */
  get firstCause(): ChildDeath | undefined {
    return this.#gaveUp?.deaths[0]
  }

  /** In the order of their start. */
  children(): readonly ChildInfo[] {
    return this.#children.all.map(({ info }) => info)
  }

  /** Starts its children, in order. When this rejects they are stopped again. */
  async begin(): Promise<void> {
    const { pid, name, exited } = this.#process
    try {
      await this.commands.startAll(() => {
        this.#hasStarted = true
      })
    } catch (error) {
      // Somebody has ended it meanwhile.
      if (this.#isLeaving) throw new ProcessExitedError(pid, name, await exited)
      this.#callOff()
      await this.#children.stop(this.#children.all, () => ({ why: 'its sibling did not start' }))
      throw this.#gaveUp ?? this.#failure ?? error
    }
  }

  /** How its children are to be stopped when it is. */
  plan(policy: StopPolicy): void {
    this.#policy = policy
  }

  stop(reason: ExitReason): void {
    this.#leave(reason.kind === 'shutdown' ? reason.why : undefined)
  }

  kill(reason: ExitReason, deadlineMs: number): Promise<void> | undefined {
    if (this.#goesWithLink) {
      this.#goesWithLink = false
      this.#leave('its supervisor goes with a link')
      return this.#over.promise
    }
    this.#callOff()
    if (!this.#children.isEmpty) return this.#killChildren(reason, deadlineMs)
    this.#end()
    return undefined
  }

  /** News of its children reach it in another way. Whoever else it is linked to takes it along. */
  deliver(envelope: Envelope): boolean {
    if (envelope.type !== 'link-died') return false
    const { from, reason } = envelope
    const { parent, isEnding } = this.#process
    const concerns = reason.kind !== 'normal' || from === parent?.pid
    if (concerns && !isEnding && !this.#children.has(from)) this.#goWith(from, reason)
    return true
  }

  #goWith(from: Pid, cause: ExitReason): void {
    this.#goesWithLink = true
    this.#process.doom({ kind: 'linked', from, cause }, Infinity)
  }

  #died(child: Child, run: ChildRun): void {
    if (!run.isBeingStopped) this.#restarts.died(child, run)
  }

  /** What it ends with stands in this turn; whoever is told has a turn of its own. */
  #giveUp(deaths: readonly [ChildDeath, ...ChildDeath[]]): void {
    const [firstCause] = deaths
    this.#gaveUp ??= new RestartIntensityError(this.#process.name, this.#limits, deaths)
    for (const child of this.#children.all) child.pending = undefined
    void Promise.resolve().then(() => this.#leaveOrTell(firstCause))
  }

  #leaveOrTell(firstCause: ChildDeath): void {
    if (!this.#hasStarted) return this.#jobs.close()
    if (this.#onGiveUp === undefined) return this.#process.ask('it gave up')
    try {
      this.#onGiveUp(firstCause)
    } catch (error) {
      void Promise.reject(error)
      this.#process.ask('it gave up')
    }
  }

  /** Something went wrong that it cannot put right: it stops its children, and that is what it ends with. */
  #fail(error: unknown): void {
    this.#failure ??= asError(error)
    this.#process.ask('its supervisor failed')
  }

  #leave(why: string | undefined): void {
    if (this.#isLeaving) return
    this.#callOff()
    const how = (child: Child): StopChildOptions => ({ why, ...this.#policy(child.info) })
    void this.#children.stop(this.#children.all, how).then(() => this.#end())
  }

  /** From here on nothing is started. */
  #callOff(): void {
    this.#isLeaving = true
    this.#jobs.close()
    for (const child of this.#children.all) child.pending = undefined
  }

  async #killChildren(reason: ExitReason, deadlineMs: number): Promise<void> {
    const asked = { kind: 'linked', from: this.#process.pid, cause: reason } as const
    const failures = await this.#children.kill(asked, deadlineMs)
    this.#end()
    if (failures.length > 0) throw failures[0]
  }

  #end(): void {
    this.#process.ended(this.#bodyEnd())
    this.#over.resolve()
  }

  /** What went wrong first; as with Erlang, giving up is a shutdown. */
  #bodyEnd(): BodyEnd {
    if (this.#failure !== undefined) return { error: this.#failure }
    if (this.#gaveUp === undefined) return { value: undefined }
    const { message: why, reason: cause } = this.#gaveUp
    return { reason: { kind: 'shutdown', why, cause } }
  }
}
