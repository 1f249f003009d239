import type { ExitReason } from '../kernel/exit-reason.ts'
import { ProcessExitedError, ProcessStoppingError } from '../kernel/process-errors.ts'
import type { ProcessHandle } from '../kernel/process-handle.ts'
import type { Process } from '../kernel/process.ts'
import { checkChildSpec, type SupervisorSettings } from './check-spec.ts'
import type { Child } from './child.ts'
import type { Children } from './children.ts'
import type { JobQueue } from './job-queue.ts'
import type { Restarts } from './restarts.ts'
import type { StopChildOptions } from './stop-policy.ts'
import type { ChildSpec } from './supervisor-spec.ts'

/** What a supervisor works on. */
export interface CommandsOwner {
  readonly process: Process
  readonly settings: SupervisorSettings
  readonly children: Children
  readonly restarts: Restarts
  readonly jobs: JobQueue
}

/** What is asked of a supervisor. One thing is done after the other. */
export class Commands {
  readonly #owner: CommandsOwner

  constructor(owner: CommandsOwner) {
    this.#owner = owner
  }

  /** Starts all children, in order, up to the first that does not start. `onStarted`: called in the turn of the last. */
  async startAll(onStarted: () => void): Promise<void> {
    const { children } = this.#owner
    await this.#call(async () => {
      for (const child of children.all) {
        this.#assertOpen()
        await children.start(child)
      }
      onStarted()
    })
  }

  /** See `SupervisorHandle.startChild`. */
  async startChild(spec: ChildSpec, signal?: AbortSignal): Promise<ProcessHandle> {
    const { children, settings } = this.#owner
    checkChildSpec(spec, settings.autoShutdown)
    return await this.#call(async () => {
      this.#assertOpen()
      const child = children.add(spec)
      try {
        return await children.start(child, signal)
      } catch (error) {
        children.remove(child)
        throw error
      }
    }, signal)
  }

  /** See `SupervisorHandle.stopChild`. */
  async stopChild(id: string, how: StopChildOptions): Promise<ExitReason | undefined> {
    const { children } = this.#owner
    return await this.#call(async () => {
      const child = children.get(id)
      await this.#stop(child, how)
      if (child.spec.restart === 'temporary') children.remove(child)
      return child.info.exit
    })
  }

  /** See `SupervisorHandle.restartChild`. */
  async restartChild(id: string, signal?: AbortSignal): Promise<ProcessHandle> {
    const { children, restarts } = this.#owner
    return await this.#call(async () => {
      this.#assertOpen()
      const child = children.get(id)
      await this.#stop(child, { why: 'it is to be restarted' })
      this.#assertOpen()
      return await restarts.start(child, child.info.exit ?? { kind: 'noproc' }, signal)
    }, signal)
  }

  async #stop(child: Child, how: StopChildOptions): Promise<void> {
    child.pending = undefined
    const failures = await this.#owner.children.stop([child], () => how)
    if (failures.length > 0) throw failures[0]
  }

  #call<T>(job: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.#owner.jobs.call(job, { refusal: () => this.#refusal(), signal })
  }

  /** Throws `ERR_PROCESS_STOPPING` if nobody is to be started any more. */
  #assertOpen(): void {
    if (this.#owner.restarts.isOver) throw this.#refusal()
  }

  #refusal(): Error {
    const { pid, name, exit } = this.#owner.process
    return exit === undefined
      ? new ProcessStoppingError(pid)
      : new ProcessExitedError(pid, name, exit)
  }
}
