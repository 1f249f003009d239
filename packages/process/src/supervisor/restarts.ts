import { setImmediate } from 'node:timers/promises'
import { asError } from '../kernel/as-error.ts'
import type { ExitReason } from '../kernel/exit-reason.ts'
import type { ProcessHandle } from '../kernel/process-handle.ts'
import type { Process } from '../kernel/process.ts'
import { checkBackoff, type SupervisorSettings } from './check-spec.ts'
import type { ChildRun } from './child-run.ts'
import type { ChildDeath } from './child-death.ts'
import type { Child, PendingRestart } from './child.ts'
import type { Children } from './children.ts'
import type { JobQueue } from './job-queue.ts'
import { RestartWindow } from './restart-window.ts'
import { groupOf, isRestarted } from './strategy.ts'

/** Whose children they are. */
export interface RestartsOwner {
  readonly process: Process
  readonly settings: SupervisorSettings
  readonly children: Children
  readonly jobs: JobQueue
  /** There were too many deaths, oldest first. */
  readonly onGiveUp: (deaths: readonly [ChildDeath, ...ChildDeath[]]) => void
}

/** Answers the deaths of a supervisor's children. */
export class Restarts {
  readonly #process: Process
  readonly #settings: SupervisorSettings
  readonly #children: Children
  readonly #jobs: JobQueue
  readonly #window: RestartWindow
  readonly #onGiveUp: RestartsOwner['onGiveUp']
  #hasGivenUp = false

  constructor({ process, settings, children, jobs, onGiveUp }: RestartsOwner) {
    this.#process = process
    this.#settings = settings
    this.#children = children
    this.#jobs = jobs
    this.#window = new RestartWindow(settings, process.clock)
    this.#onGiveUp = onGiveUp
  }

  /** Whether nobody is to be started any more. */
  get isOver(): boolean {
    return this.#hasGivenUp || this.#jobs.isClosed
  }

  /** A child has ended by itself. It is answered when its turn comes, unless there is no choice. */
  died(child: Child, run: ChildRun): void {
    const { restart = 'permanent' } = child.spec
    const isHopeless =
      this.#settings.intensity === 0 && isRestarted(restart, run.exit as ExitReason)
    if (isHopeless) this.#giveUp([deathOf(child, run)])
    else this.#jobs.add(() => this.#answer(child, run))
  }

  /** Starts a child again, and tells so. Rejects with `ERR_CHILD_START`, or with the signal's reason. */
  async start(child: Child, reason: ExitReason, signal?: AbortSignal): Promise<ProcessHandle> {
    const handle = await this.#children.start(child, signal)
    const { home, pid: supervisor, meters } = this.#process
    child.restarts += 1
    meters.counted('sim.process.restarts')
    home.tell({ type: 'restarted', supervisor, child: child.id, pid: handle.pid, reason })
    return handle
  }

  async #answer(child: Child, run: ChildRun): Promise<void> {
    // Its end was taken care of with that of a sibling.
    if (child.run !== run || this.isOver) return
    const { restart = 'permanent', significant = false } = child.spec
    if (isRestarted(restart, run.exit as ExitReason)) {
      return await this.#restart(child, deathOf(child, run), run.lifeMs)
    }
    child.run = undefined
    if (restart === 'temporary') this.#children.remove(child)
    if (significant && this.#isTimeToGo()) {
      this.#process.ask(`its significant child ${JSON.stringify(child.id)} ended`)
    }
  }

  #giveUp(deaths: readonly [ChildDeath, ...ChildDeath[]]): void {
    if (this.isOver) return
    this.#hasGivenUp = true
    this.#onGiveUp(deaths)
  }

  async #restart(child: Child, death: ChildDeath, lifeMs: number): Promise<void> {
    const tooMany = this.#window.add(death)
    if (tooMany !== undefined) return this.#giveUp(tooMany)
    const { strategy, periodMs, backoffMs } = this.#settings
    const ms = checkBackoff(backoffMs(child.nextInARow(lifeMs, periodMs)))
    const group = groupOf(strategy, this.#children.all, child)
    const why = `its sibling ${JSON.stringify(child.id)} ended`
    await this.#children.stop(group, () => ({ why }))
    if (this.isOver) return
    const pending = this.#await(group, death.reason, ms)
    if (ms > 0) return
    // A child that ends as soon as it starts must not keep everything else waiting.
    await setImmediate()
    await this.#startAll(pending)
  }

  /** Has a group wait, but for those that never come back. */
  #await(group: readonly Child[], reason: ExitReason, ms: number): PendingRestart {
    const pending: PendingRestart = {
      members: new Set(),
      reason,
      timer: this.#process.clock.after(ms > 0 ? ms : Infinity, () =>
        this.#jobs.add(() => this.#startAll(pending)),
      ),
    }
    for (const child of group) {
      if (child.spec.restart === 'temporary') this.#children.remove(child)
      else child.pending = pending
    }
    return pending
  }

  /** One that does not start is one more death: those that were to follow wait with it. */
  async #startAll(pending: PendingRestart): Promise<void> {
    for (const child of pending.members) {
      if (this.isOver) return
      try {
        await this.start(child, pending.reason)
      } catch (thrown) {
        if (!this.isOver) await this.#failed(child, (thrown as Error).cause)
        return
      }
    }
  }

  async #failed(child: Child, thrown: unknown): Promise<void> {
    const error = asError(thrown)
    if ('code' in error && error.code === 'ERR_ENVIRONMENT_CLOSED') {
      this.#process.ask('its environment is shut down')
      return
    }
    await this.#restart(
      child,
      { child: child.id, pid: undefined, reason: { kind: 'failure', error } },
      0,
    )
  }

  /** A significant child is not coming back. */
  #isTimeToGo(): boolean {
    const { autoShutdown } = this.#settings
    const isLast = this.#children.all.every((child) => !child.spec.significant || !child.isActive)
    return autoShutdown === 'any_significant' || (autoShutdown === 'all_significant' && isLast)
  }
}

function deathOf(child: Child, run: ChildRun): ChildDeath {
  return { child: child.id, pid: run.handle?.pid, reason: run.exit as ExitReason }
}
