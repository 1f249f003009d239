import { onAbort, SimulatorError } from '@sim/core'
import type { AskedEnd } from '../kernel/asked-end.ts'
import type { ExitReason } from '../kernel/exit-reason.ts'
import type { Pid } from '../kernel/pid.ts'
import type { ProcessHandle } from '../kernel/process-handle.ts'
import type { Process } from '../kernel/process.ts'
import type { Spawner } from '../task/self.ts'
import { ChildRun } from './child-run.ts'
import { Child } from './child.ts'
import type { StopChildOptions } from './stop-policy.ts'
import { ChildStartError, NoSuchChildError } from './supervisor-errors.ts'
import type { StopOrder } from './supervision.ts'
import type { ChildSpec } from './supervisor-spec.ts'

/** What its children's supervisor hears and decides. */
export interface ChildrenOwner {
  readonly process: Process
  readonly spawner: Spawner
  readonly stopOrder: StopOrder
  /** Called in the turn of a death, also of one that the supervisor wanted. */
  onDeath(child: Child, run: ChildRun): void
  /** Takes what a request to stop threw. */
  onFailure(error: unknown): void
}

/** The children of a supervisor in the order of their start. Starts and stops them; when, it is told. */
export class Children {
  readonly #owner: ChildrenOwner
  readonly #byId = new Map<string, Child>()
  /** Those of living ones. */
  readonly #pids = new Set<Pid>()
  #stops = 0

  constructor(owner: ChildrenOwner, specs: readonly ChildSpec[]) {
    this.#owner = owner
    for (const spec of specs) this.#byId.set(spec.id, new Child(spec))
  }

  get all(): readonly Child[] {
    return [...this.#byId.values()]
  }

  /** Throws `ERR_NO_SUCH_CHILD`. */
  get(id: string): Child {
    const child = this.#byId.get(id)
    if (child === undefined) {
      throw new NoSuchChildError(this.#owner.process.name, id, [...this.#byId.keys()])
    }
    return child
  }

  /** The last from now on. Throws `ERR_INVALID_OPTIONS` if there is one of its id. */
  add(spec: ChildSpec): Child {
    if (this.#byId.has(spec.id)) {
      throw new SimulatorError(
        'ERR_INVALID_OPTIONS',
        `each child of ${this.#owner.process.name} needs an id of its own, found ${JSON.stringify(spec.id)} twice`,
      )
    }
    const child = new Child(spec)
    this.#byId.set(spec.id, child)
    return child
  }

  remove(child: Child): void {
    child.pending = undefined
    this.#byId.delete(child.id)
  }

  /** Whether a process is a child, until everyone who is linked to it was told of its end. */
  has(pid: Pid): boolean {
    return this.#pids.has(pid)
  }

  /** Rejects with `ERR_CHILD_START`, or with the signal's reason; then nothing of it is left. */
  async start(child: Child, signal?: AbortSignal): Promise<ProcessHandle> {
    const { process, spawner } = this.#owner
    const run: ChildRun = new ChildRun(process, spawner, {
      onStart: ({ pid }) => this.#pids.add(pid),
      onDeath: (reason) => this.#died(child, run, reason),
    })
    child.pending = undefined
    child.run = run
    using _abort = onAbort(signal, () => run.callOff(signal?.reason))
    try {
      return await run.begin((own) => child.spec.start(own))
    } catch (error) {
      if (child.run === run) child.run = undefined
      if (signal?.aborted === true) throw signal.reason
      throw new ChildStartError(process.name, child.id, error)
    }
  }

  /**
   * Stops those that live, in the supervisor's order, and resolves when they are dead. `how` is asked when it is a
   * child's turn. Who cannot be ended is told of and left alone; resolves with why. The next stop takes over what is
   * left of this one.
   */
  async stop(
    children: readonly Child[],
    how: (child: Child) => StopChildOptions,
  ): Promise<readonly unknown[]> {
    const order = children.toReversed()
    const failures: unknown[] = []
    this.#stops += 1
    const number = this.#stops
    const stop = async (child: Child): Promise<void> => {
      if (number !== this.#stops) return
      await this.#end(child, failures, (run) => run.stop(this.#stopOf(child, how)))
    }
    if (this.#owner.stopOrder === 'together') await Promise.all(order.map(stop))
    else for (const child of order) await stop(child)
    return failures
  }

  /** Whether there is anybody to be killed. */
  get isEmpty(): boolean {
    return this.all.every(({ run }) => run === undefined)
  }

  /** Kills all that live, side by side. Resolves as `stop` does. */
  async kill(asked: AskedEnd, deadlineMs: number): Promise<readonly unknown[]> {
    const failures: unknown[] = []
    const kill = (child: Child): Promise<void> =>
      this.#end(child, failures, (run) => run.kill(asked, deadlineMs))
    await Promise.all(this.all.map(kill))
    return failures
  }

  async #end(
    child: Child,
    failures: unknown[],
    end: (run: ChildRun) => Promise<void>,
  ): Promise<void> {
    const { run } = child
    if (run === undefined) return
    try {
      await end(run)
    } catch (error) {
      failures.push(error)
      this.#letGo(run, error)
    }
    if (child.run === run) child.run = undefined
  }

  #letGo(run: ChildRun, error: unknown): void {
    const { pid } = run.handle as ProcessHandle
    if (!this.#pids.delete(pid)) return
    run.letGo()
    this.#owner.process.home.tell({ type: 'unkillable', pid, error })
  }

  /** As it was decided for this stop, else as its spec has it. */
  #stopOf(child: Child, how: (child: Child) => StopChildOptions): StopChildOptions {
    const { spec, handle } = child
    if (handle === undefined) return {}
    const plan = this.#safely(() => how(child)) ?? {}
    const { ask = spec.stop && (() => spec.stop?.(handle)), deadlineMs = spec.shutdownMs } = plan
    return { ...plan, deadlineMs, ask: ask && (() => this.#safely(ask)) }
  }

  /** Nobody is left alone because of what a request throws: the deadline holds all the same. */
  #safely<T>(request: () => T): T | undefined {
    try {
      return request()
    } catch (error) {
      this.#owner.onFailure(error)
      return undefined
    }
  }

  #died(child: Child, run: ChildRun, reason: ExitReason): void {
    this.#pids.delete((run.handle as ProcessHandle).pid)
    child.died(reason)
    void run.clear()
    this.#owner.onDeath(child, run)
  }
}
