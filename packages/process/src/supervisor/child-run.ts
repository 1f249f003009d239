import { SimulatorError } from '@sim/core'
import { inspect } from 'node:util'
import type { AskedEnd } from '../kernel/asked-end.ts'
import type { ExitReason } from '../kernel/exit-reason.ts'
import type { ProcessHandle } from '../kernel/process-handle.ts'
import type { Process } from '../kernel/process.ts'
import { link } from '../kernel/relations.ts'
import type { Spawner } from '../task/self.ts'
import { StartSpawner } from './start-spawner.ts'
import type { StopChildOptions } from './stop-policy.ts'
import type { StopSupervisorOptions } from './supervisor-handle.ts'
import type { ChildSpec } from './supervisor-spec.ts'

/** Who hears of a child's life, in the turn in which something happens. */
export interface ChildRunHooks {
  /** It is there, and about to be linked. */
  onStart(handle: ProcessHandle): void
  onDeath(reason: ExitReason): void
}

/** One life of a child, from the call of its start on. */
export class ChildRun {
  /** There as soon as its start has resolved. */
  handle: ProcessHandle | undefined
  /** There as soon as it is dead. */
  exit: ExitReason | undefined
  /** Whether the supervisor itself has begun to end it. */
  isBeingStopped = false
  /** How long it lived, in milliseconds. There as soon as it is dead. */
  lifeMs = 0
  readonly #supervisor: Process
  readonly #spawner: StartSpawner
  readonly #hooks: ChildRunHooks
  readonly #calledOff = Promise.withResolvers<never>()
  #process: Process | undefined
  #since = 0

  constructor(supervisor: Process, spawner: Spawner, hooks: ChildRunHooks) {
    this.#supervisor = supervisor
    this.#spawner = new StartSpawner(spawner, supervisor.clock)
    this.#hooks = hooks
    this.#calledOff.promise.catch(() => undefined)
  }

  /** Resolves when the child is there. Otherwise nothing of it is left when this rejects. */
  async begin(start: ChildSpec['start']): Promise<ProcessHandle> {
    const begun = (async () => await start(this.#spawner))()
    const adopted = begun.then((handle) => this.#adopt(handle))
    try {
      return await Promise.race([adopted, this.#calledOff.promise])
    } catch (error) {
      await this.#spawner.clear()
      throw error
    }
  }

  /** Nobody waits for its start any more. What it spawned is killed, and what it resolves with as well. */
  callOff(reason: unknown): void {
    if (this.handle !== undefined) return
    this.isBeingStopped = true
    this.#calledOff.reject(reason)
  }

  /** Resolves when it is dead, with everything that its start has spawned. Rejects with `ERR_UNKILLABLE`. */
  async stop(how: StopChildOptions): Promise<void> {
    this.isBeingStopped = true
    this.callOff(new Error('its supervisor stopped it'))
    if (this.handle !== undefined && this.exit === undefined) {
      await this.#stopProcess(this.handle, how)
    }
    await this.#spawner.clear()
  }

  /** Ends it at once. Rejects with `ERR_UNKILLABLE`. */
  async kill(asked: AskedEnd, deadlineMs?: number): Promise<void> {
    this.isBeingStopped = true
    this.callOff(new Error('its supervisor was killed'))
    const process = this.#process
    if (process?.exit === undefined) await process?.kill(asked, deadlineMs)
    await process?.exited
    await this.#spawner.clear()
  }

  /** Ends what its start has spawned beside it. */
  clear(): Promise<void> {
    return this.#spawner.clear()
  }

  /** It cannot be ended: the supervisor has nothing to do with it any more. */
  letGo(): void {
    const process = this.#process
    if (process === undefined || process.exit !== undefined) return
    this.#supervisor.links.remove(process)
    this.#supervisor.children.delete(process)
  }

  async #stopProcess(handle: ProcessHandle, how: StopChildOptions): Promise<void> {
    const { why, ask, deadlineMs, policy } = how
    if (deadlineMs !== 'kill') {
      const limit = deadlineMs === 'infinity' ? Infinity : deadlineMs
      // Who is no supervisor has no use for a policy.
      const options: StopSupervisorOptions = { why, ask, deadlineMs: limit, policy }
      await handle.stop(options)
      return
    }
    const process = this.#process as Process
    const { pid: by } = this.#supervisor
    await process.kill({ kind: 'killed', by, ...(why !== undefined && { why }) })
    await process.exited
  }

  /** In the turn in which it is known it is linked and watched: it cannot end unseen. */
  #adopt(handle: ProcessHandle): ProcessHandle {
    const process = this.#find(handle)
    if (this.isBeingStopped) {
      const { pid: by } = this.#supervisor
      process?.doom({ kind: 'killed', by, why: 'its supervisor did not wait for its start' })
      throw new Error('nobody waits for it')
    }
    this.handle = handle
    this.#process = process
    this.#since = this.#supervisor.clock.monotonic()
    this.#hooks.onStart(handle)
    if (process === undefined) {
      this.#died(handle.exit as ExitReason)
      return handle
    }
    link(this.#supervisor, process.pid)
    process.monitors.tell(this, (reason) => this.#died(reason))
    return handle
  }

  /** The process of a handle, if it lives. */
  #find(handle: ProcessHandle): Process | undefined {
    const process = this.#supervisor.home.resolve(String(handle?.pid))
    if (process !== undefined || handle?.exit !== undefined) return process
    throw new SimulatorError(
      'ERR_INVALID_OPTIONS',
      `a start must resolve with the handle of a process of its own environments, found ${inspect(handle, { depth: 0 })}`,
    )
  }

  #died(reason: ExitReason): void {
    this.exit = reason
    this.lifeMs = this.#supervisor.clock.monotonic() - this.#since
    this.#hooks.onDeath(reason)
  }
}
