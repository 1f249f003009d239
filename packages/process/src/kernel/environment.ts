import { SimulatorError } from '@sim/core'
import { randomUUID } from 'node:crypto'
import type { OsBody, OsOptions } from '../os/os-body.ts'
import type { TaskBody } from '../task/task-body.ts'
import type { TaskDefinition, TaskOptions } from '../task/task-definition.ts'
import type { Body, BodyStarter, ProcessKind } from './body.ts'
import type { EnvironmentEvent } from './events.ts'
import type { ProcessOptions } from './handle-options.ts'
import { Kernel, type KernelOptions } from './kernel.ts'
import type { Pid } from './pid.ts'
import { ProcessExitedError } from './process-errors.ts'
import type { ProcessHandle } from './process-handle.ts'
import { ProcessTable, type ProcessTableLimits } from './process-table.ts'
import type { ProcessState } from './process.ts'
import { request, type RequestOptions } from './request.ts'
import { sendMessage, type SendOptions } from './send-message.ts'
import { sendAfter, type SendTimer } from './send-timer.ts'
import { shutDown, type ShutdownOptions, type ShutdownReport } from './shut-down.ts'
import { obey, type Signal } from './signal.ts'
import { spawnerOf, type Spawner } from './spawner.ts'

/** An environment's name, limits, and who hears of it. */
export interface EnvironmentOptions extends KernelOptions, ProcessTableLimits {
  /** Stands in every pid. Default: `env-` and eight random digits. */
  readonly id?: string | undefined
  /** Hears of everything, in the turn in which it happens. What it throws surfaces as an unhandled rejection. */
  readonly onEvent?: ((event: EnvironmentEvent) => void) | undefined
}

/** A line of a process list. */
export interface ProcessInfo {
  readonly pid: Pid
  /** `undefined` while it starts. */
  readonly kind: ProcessKind | undefined
  readonly names: readonly string[]
  readonly state: ProcessState
  /** Who spawned it; `undefined`: the environment. */
  readonly parent: Pid | undefined
  /** Who is told when it ends. */
  readonly links: readonly Pid[]
  readonly trapsExits: boolean
}

/**
 * Processes that know each other by pid and by name, and end together.
 *
 * Everything but their work happens in the turn of the call: links, monitors, names and deaths are never late.
 */
export class Environment implements Spawner, AsyncDisposable {
  readonly #table: ProcessTable
  readonly #spawner: Spawner
  readonly #starting = new Map<string, Promise<ProcessHandle>>()

  /**
   * `kernel`: the set that it belongs to; by default it is alone. Throws `ERR_ENVIRONMENT_EXISTS` if that has one
   * of its id.
   */
  constructor(options: EnvironmentOptions = {}, kernel = new Kernel(options)) {
    const { id = `env-${randomUUID().slice(0, 8)}`, onEvent } = options
    if (id === '')
      throw new SimulatorError('ERR_INVALID_OPTIONS', "id must not be '', leave it out")
    this.#table = new ProcessTable(kernel, id, options)
    this.#spawner = spawnerOf(this, this.#table, undefined)
    if (onEvent !== undefined) this.#table.events.add(onEvent)
  }

  get id(): string {
    return this.#table.id
  }

  /** How many processes live in it. */
  get size(): number {
    return this.#table.processes.length
  }

  /** Tasks that are dead and whose functions had not returned when the grace time was over. */
  get runaways(): readonly Pid[] {
    return this.#table.runaways.counted
  }

  spawn<T, M = unknown, S = unknown>(
    task: TaskDefinition<T, M, S>,
    options?: TaskOptions,
  ): Promise<ProcessHandle<T, TaskBody<M>>> {
    return this.#spawner.spawn(task, options)
  }

  spawnOs(options: OsOptions): Promise<ProcessHandle<void, OsBody>> {
    return this.#spawner.spawnOs(options)
  }

  start<B extends Body>(
    starter: BodyStarter<B>,
    options?: ProcessOptions,
  ): Promise<ProcessHandle<unknown, B>> {
    return this.#spawner.start(starter, options)
  }

  /** A living process that has started, or `undefined`. */
  get(pid: Pid): ProcessHandle | undefined {
    return this.#table.find(pid)?.handle
  }

  /** Who has a name, or `undefined`. */
  whereis(name: string): ProcessHandle | undefined {
    return this.#table.whereis(name)?.handle
  }

  /**
   * Gives a process a name as long as it lives. Throws `ERR_NAME_TAKEN` if another one has it, and `ERR_PROCESS_EXITED`
   * if there is no such process.
   */
  register(name: string, pid: Pid): void {
    const process = this.#table.find(pid)
    if (process === undefined) throw new ProcessExitedError(pid, pid, { kind: 'noproc' })
    this.#table.register(name, process)
  }

  /** Takes a name back. False: nobody had it. */
  unregister(name: string): boolean {
    return this.#table.unregister(name)
  }

  /**
   * Who has a name, or who is started to have it. Whoever asks meanwhile gets the same process; if it does not start,
   * all are rejected, and the name stays free.
   */
  async getOrSpawn<T, B extends Body>(
    name: string,
    start: () => Promise<ProcessHandle<T, B>>,
  ): Promise<ProcessHandle<T, B>> {
    const known = this.whereis(name) ?? this.#starting.get(name)
    if (known !== undefined) return (await known) as ProcessHandle<T, B>
    const started = this.#startNamed(name, start)
    this.#starting.set(name, started)
    try {
      return await started
    } finally {
      this.#starting.delete(name)
    }
  }

  /** Sends to a process or a name. False: there is nobody to take it. Throws `ERR_MAILBOX_FULL`. */
  send(to: Pid | string, data: unknown, options: SendOptions = {}): boolean {
    const target = this.#table.resolve(to)
    return target !== undefined && sendMessage(target, data, options)
  }

  /** Sends to a process or a name. Throws `ERR_PROCESS_EXITED` if nobody takes it, and `ERR_MAILBOX_FULL`. */
  sendOrThrow(to: Pid | string, data: unknown, options: SendOptions = {}): void {
    if (this.send(to, data, options)) return
    throw new ProcessExitedError(to as Pid, to, { kind: 'noproc' })
  }

  /**
   * Sends a message and resolves with what its reader replies.
   *
   * The answer goes through no mailbox: a full one costs nothing, and an answer that comes too late is dropped. Rejects
   * with `ERR_PROCESS_EXITED` as soon as the other is dead, with `ERR_MESSAGE_REFUSED` if it takes no messages, with
   * `ERR_WAIT_TIMEOUT` (default 5000 ms), and with the signal's reason.
   */
  request<R>(to: Pid | string, data: unknown, options?: RequestOptions): Promise<R> {
    return request<R>(this.#table, undefined, to, data, options)
  }

  /** Has a process obey one of the nine signals, in this turn. False: it had no effect. */
  signal(to: Pid, signal: Signal): boolean {
    return obey(this.#table, to, signal)
  }

  /** Sends later. Belongs to nobody: it is sent whoever is dead by then. */
  sendAfter(to: Pid | string, data: unknown, ms: number, options?: SendOptions): SendTimer {
    return sendAfter(this.#table, undefined, to, data, ms, options)
  }

  /** Who lives, in the order in which they were spawned. */
  list(): readonly ProcessInfo[] {
    return this.#table.processes.map(({ pid, kind, names, state, parent, links, trapsExits }) => ({
      pid,
      kind,
      names: [...names],
      state,
      parent: parent?.pid,
      links: links.told.map((other) => other.pid),
      trapsExits,
    }))
  }

  /** Calls back with everything that happens, until disposed of. */
  subscribe(listener: (event: EnvironmentEvent) => void): Disposable {
    return this.#table.events.add(listener)
  }

  /**
   * Spawns nothing any more, and stops everyone, newest first, each within its own `shutdownMs`: first those that the
   * environment spawned, who stop their own; then whoever is left. Who still lives at the deadline is killed.
   *
   * Never rejects for a process: the report says who did not end.
   */
  shutdown(options: ShutdownOptions = {}): Promise<ShutdownReport> {
    return shutDown(this.#table, options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown()
  }

  async #startNamed<T, B extends Body>(
    name: string,
    start: () => Promise<ProcessHandle<T, B>>,
  ): Promise<ProcessHandle<T, B>> {
    const handle = await start()
    this.register(name, handle.pid)
    return handle
  }
}
