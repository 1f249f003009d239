import { Listeners, SimulatorError, type Clock } from '@sim/core'
import type { Meters } from '../metrics/meters.ts'
import type { Turns } from '../task/turns.ts'
import type { EnvironmentEvent, ProcessLog } from './events.ts'
import type { Kernel } from './kernel.ts'
import { pidOf, type Pid } from './pid.ts'
import { NameTakenError } from './process-errors.ts'
import type { ProcessHandle } from './process-handle.ts'
import type { Process, ProcessHome } from './process.ts'
import { defaultGraceMs, Runaways } from './runaways.ts'
import { Scope } from './scope.ts'
import type { WorkQueue } from './work-queue.ts'

/** How many processes an environment may have. */
export interface ProcessTableLimits {
  /** Processes that live at the same time. Default: no limit. */
  readonly maxProcesses?: number | undefined
  /** Asked before each spawn. False: it is refused. */
  readonly maySpawn?:
    ((environment: { readonly id: string; readonly processes: number }) => boolean) | undefined
  /** Milliseconds in which the function of a dead task may return before it counts as a runaway. Default 100. */
  readonly graceMs?: number | undefined
}

/** The processes of an environment, by pid and by name. */
export class ProcessTable implements ProcessHome {
  readonly id: string
  readonly kernel: Kernel
  readonly events = new Listeners<EnvironmentEvent>()
  readonly #limits: ProcessTableLimits
  readonly #processes = new Map<string, Process>()
  readonly #names = new Map<string, Process>()
  readonly runaways: Runaways
  /** What ends with the environment. */
  readonly scope: Scope
  /** What others hold of those that have started. */
  readonly handles = new WeakMap<Process, ProcessHandle>()
  #numbers = 0
  #isClosed = false

  /** Throws `ERR_ENVIRONMENT_EXISTS` if the set has one of this name. */
  constructor(kernel: Kernel, id: string, limits: ProcessTableLimits) {
    if (kernel.directories.has(id)) {
      throw new SimulatorError(
        'ERR_ENVIRONMENT_EXISTS',
        `each environment needs an id of its own, found ${JSON.stringify(id)} twice`,
      )
    }
    this.kernel = kernel
    this.id = id
    this.#limits = limits
    const { clock, meters } = kernel
    const { graceMs = defaultGraceMs } = limits
    this.scope = new Scope(clock)
    this.runaways = new Runaways(clock, meters, graceMs, (pid) =>
      this.tell({ type: 'runaway', pid }),
    )
    kernel.directories.set(id, this)
    kernel.meters.changed('lunatic.process.environment.count', 1)
  }

  get clock(): Clock {
    return this.kernel.clock
  }

  get log(): ProcessLog | undefined {
    return this.kernel.log
  }

  get meters(): Meters {
    return this.kernel.meters
  }

  get turns(): Turns {
    return this.kernel.turns
  }

  get notices(): WorkQueue {
    return this.kernel.notices
  }

  /** Living ones, in the order in which they were spawned. */
  get processes(): readonly Process[] {
    return [...this.#processes.values()]
  }

  get names(): number {
    return this.#names.size
  }

  find(pid: string): Process | undefined {
    return this.#processes.get(pid)
  }

  /** Looks a name up. */
  whereis(name: string): Process | undefined {
    this.kernel.meters.counted('lunatic.registry.read')
    return this.#names.get(name)
  }

  /** A living process by its pid, also of another environment of the set, or by its name. */
  resolve(pidOrName: string): Process | undefined {
    return (
      this.#processes.get(pidOrName) ?? this.#names.get(pidOrName) ?? this.kernel.find(pidOrName)
    )
  }

  /** A pid that was never used. */
  takePid(): Pid {
    this.#numbers += 1
    return pidOf(this.id, this.#numbers)
  }

  /** Throws `ERR_ENVIRONMENT_CLOSED` or `ERR_SPAWN_LIMIT` if one more must not be spawned. */
  assertRoom(): void {
    const { maxProcesses = Infinity, maySpawn = () => true } = this.#limits
    if (this.#isClosed) {
      throw new SimulatorError(
        'ERR_ENVIRONMENT_CLOSED',
        `${this.id} is shut down: it spawns nothing`,
      )
    }
    const processes = this.#processes.size
    if (processes < maxProcesses && maySpawn({ id: this.id, processes })) return
    throw new SimulatorError(
      'ERR_SPAWN_LIMIT',
      `${this.id} has ${processes} processes and may not spawn another one`,
    )
  }

  add(process: Process): void {
    this.#processes.set(process.pid, process)
    this.kernel.meters.processes(this.#processes.size, this.id)
  }

  remove(process: Process): void {
    for (const name of process.names) this.unregister(name)
    this.#processes.delete(process.pid)
    this.kernel.meters.processes(this.#processes.size, this.id)
  }

  /** Throws `ERR_NAME_TAKEN` if another process has the name. */
  register(name: string, process: Process): void {
    const owner = this.#names.get(name)
    if (owner === process) return
    if (owner !== undefined) throw new NameTakenError(name, owner.pid)
    this.#names.set(name, process)
    process.names.add(name)
    this.kernel.meters.counted('lunatic.registry.write')
    this.kernel.meters.changed('lunatic.registry.registered', 1)
  }

  /** False: nobody had it. */
  unregister(name: string): boolean {
    const owner = this.#names.get(name)
    if (owner === undefined) return false
    this.#names.delete(name)
    owner.names.delete(name)
    this.kernel.meters.counted('lunatic.registry.deletion')
    this.kernel.meters.changed('lunatic.registry.registered', -1)
    return true
  }

  /** Spawns nothing any more. */
  close(): void {
    this.#isClosed = true
  }

  /** The set has room for another one of its name. */
  leave(): void {
    this.scope.close()
    if (this.kernel.directories.get(this.id) !== this) return
    this.kernel.directories.delete(this.id)
    this.kernel.meters.changed('lunatic.process.environment.count', -1)
  }

  tell(event: EnvironmentEvent): void {
    this.events.call(event)
  }
}
