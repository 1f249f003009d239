import type { ExitReason } from '../kernel/exit-reason.ts'
import type { ProcessHandle } from '../kernel/process-handle.ts'
import type { ChildInfo } from './child-info.ts'
import type { ChildRun } from './child-run.ts'
import type { ChildSpec } from './supervisor-spec.ts'

/** Children that are to be started again together. */
export interface PendingRestart {
  readonly members: Set<Child>
  /** Why they have to be. */
  readonly reason: ExitReason
  /** Until when they wait. */
  readonly timer: Disposable
}

/** A spec, and what became of it. */
export class Child {
  readonly spec: ChildSpec
  restarts = 0
  #run: ChildRun | undefined
  #wasStarted = false
  #pending: PendingRestart | undefined
  #exit: ExitReason | undefined
  #restartsInARow = 0

  constructor(spec: ChildSpec) {
    this.spec = spec
  }

  get id(): string {
    return this.spec.id
  }

  /** Its present life, or the last one while nothing has followed from its end. */
  get run(): ChildRun | undefined {
    return this.#run
  }

  set run(run: ChildRun | undefined) {
    this.#run = run
    this.#wasStarted ||= run !== undefined
  }

  /** Its process, as long as that lives. */
  get handle(): ProcessHandle | undefined {
    return this.run?.exit === undefined ? this.run?.handle : undefined
  }

  /** Whether it has a process, is starting, or waits to be started again. */
  get isActive(): boolean {
    return this.#pending !== undefined || (this.run !== undefined && this.run.exit === undefined)
  }

  get info(): ChildInfo {
    const { id, handle, restarts } = this
    return { id, handle, restarts, state: this.#state, exit: this.#exit }
  }

  get pending(): PendingRestart | undefined {
    return this.#pending
  }

  /** Waits with others to be started again, or for nothing any more. */
  set pending(pending: PendingRestart | undefined) {
    const before = this.#pending
    before?.members.delete(this)
    if (before?.members.size === 0) before.timer[Symbol.dispose]()
    pending?.members.add(this)
    this.#pending = pending
  }

  /** Its process is dead. */
  died(reason: ExitReason): void {
    this.#exit = reason
  }

  /** Counts the restart after its last life, which is a new row if that was as long as a period. */
  nextInARow(lifeMs: number, periodMs: number): number {
    this.#restartsInARow = lifeMs >= periodMs ? 1 : this.#restartsInARow + 1
    return this.#restartsInARow
  }

  get #state(): ChildInfo['state'] {
    if (this.#pending !== undefined) return 'restarting'
    const { run } = this
    if (run === undefined) return this.#wasStarted ? 'exited' : 'starting'
    if (run.exit !== undefined) return 'exited'
    return run.handle === undefined ? 'starting' : run.handle.state
  }
}
