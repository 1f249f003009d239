import { SimulatorError } from '@sim/core'
import { randomUUID } from 'node:crypto'
import type { OsBody, OsOptions } from '../os/os-body.ts'
import type { SupervisorOptions } from '../supervisor/supervisor-options.ts'
import type { SupervisorHandle, SupervisorSpec } from '../supervisor/supervisor-spec.ts'
import type { ProcessEnvironment, Spawner, TaskDefinition, TaskOptions } from '../task/self.ts'
import type { Task } from '../task/task.ts'
import type { WasmBody } from '../wasm/wasm-body.ts'
import type { WasmSource } from '../wasm/wasm-options.ts'
import type { WasmProcessOptions } from '../wasm/wasm-process-options.ts'
import type { Body, BodyStarter } from './body.ts'
import type { EnvironmentEvent } from './events.ts'
import type { ProcessOptions } from './handle-options.ts'
import { Kernel, type KernelOptions } from './kernel.ts'
import type { Pid } from './pid.ts'
import { ProcessExitedError } from './process-errors.ts'
import type { ProcessHandle } from './process-handle.ts'
import { ProcessTable, type ProcessTableLimits } from './process-table.ts'
import type { ProcessInfo } from './process-info.ts'
import type { Process } from './process.ts'
import { request, type RequestOptions } from './request.ts'
import { sendMessage, type SendOptions } from './send-message.ts'
import { sendAfter, type SendTimer } from './send-timer.ts'
import { shutDown, type ShutdownOptions, type ShutdownReport } from './shut-down.ts'
import { obey, type Signal } from './signal.ts'
import { spawnerOf } from './spawner.ts'
import { unlessAborted } from './unless-aborted.ts'

/** An environment's name, limits, and who hears of it. */
export interface EnvironmentOptions extends KernelOptions, ProcessTableLimits {
  /** Stands in every pid. Default: `env-` and eight random digits. */
  readonly id?: string | undefined
  /** Hears of everything, in the turn in which it happens. What it throws surfaces as an unhandled rejection. */
  readonly onEvent?: ((event: EnvironmentEvent) => void) | undefined
}

/**
 * Processes that know each other by pid and by name, and end together.
 *
 * Everything but their work happens in the turn of the call: links, monitors, names and deaths are never late.
 */
export class Environment implements ProcessEnvironment, AsyncDisposable {
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
  ): Promise<ProcessHandle<T, Task>> {
    return this.#spawner.spawn(task, options)
  }

  spawnOs(options: OsOptions): Promise<ProcessHandle<void, OsBody>> {
    return this.#spawner.spawnOs(options)
  }

  spawnWasm(
    source: WasmSource,
    options?: WasmProcessOptions,
  ): Promise<ProcessHandle<number, WasmBody>> {
    return this.#spawner.spawnWasm(source, options)
  }

  start<B extends Body>(
    starter: BodyStarter<B>,
    options?: ProcessOptions,
  ): Promise<ProcessHandle<unknown, B>> {
    return this.#spawner.start(starter, options)
  }

  supervise(spec: SupervisorSpec, options?: SupervisorOptions): Promise<SupervisorHandle> {
    return this.#spawner.supervise(spec, options)
  }

  get(pid: Pid): ProcessHandle | undefined {
    return this.#handleOf(this.#table.find(pid))
  }

  whereis(name: string): ProcessHandle | undefined {
    return this.#handleOf(this.#table.whereis(name))
  }

  register(name: string, pid: Pid): void {
    const process = this.#table.find(pid)
    if (process === undefined) throw new ProcessExitedError(pid, pid, { kind: 'noproc' })
    this.#table.register(name, process)
  }

  unregister(name: string): boolean {
    return this.#table.unregister(name)
  }

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

  send(to: Pid | string, data: unknown, options: SendOptions = {}): boolean {
    const target = this.#table.resolve(to)
    return target !== undefined && sendMessage(target, data, options)
  }

  sendOrThrow(to: Pid | string, data: unknown, options: SendOptions = {}): void {
    if (this.send(to, data, options)) return
    throw new ProcessExitedError(to as Pid, to, { kind: 'noproc' })
  }

  request<R>(to: Pid | string, data: unknown, options?: RequestOptions): Promise<R> {
    return request<R>(this.#table, undefined, to, data, options)
  }

  signal(to: Pid, signal: Signal): boolean {
    return obey(this.#table, to, signal)
  }

  sendAfter(to: Pid | string, data: unknown, ms: number, options?: SendOptions): SendTimer {
    return sendAfter(this.#table, { scope: this.#table.scope }, to, data, ms, options)
  }

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
   * Never rejects for a process: the report says who did not end. Rejects with the signal's reason.
   */
  shutdown(options: ShutdownOptions = {}): Promise<ShutdownReport> {
    return unlessAborted(shutDown(this.#table, options), options.signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown()
  }

  #handleOf(process: Process | undefined): ProcessHandle | undefined {
    return process && this.#table.handles.get(process)
  }

  async #startNamed<T, B extends Body>(
    name: string,
    start: () => Promise<ProcessHandle<T, B>>,
  ): Promise<ProcessHandle<T, B>> {
    const handle = await start()
    try {
      this.register(name, handle.pid)
      return handle
    } catch (error) {
      await handle.stop()
      throw error
    }
  }
}
