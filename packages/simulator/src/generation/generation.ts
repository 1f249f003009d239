import { Cell, type Watchable } from '@sim/core'
import { ExtensionRegistry, type ExtensionRegistryEvent } from '@sim/extensions-api'
import type { ExitReason } from '@sim/process'
import type {
  InitErrorReport,
  RuntimeSession,
  RuntimeSessionEvent,
  RuntimeSessionOptions,
} from '@sim/runtime-api'
import { randomUUID } from 'node:crypto'
import { environmentVariables } from './environment-variables.ts'
import {
  environmentStopped,
  extensionExited,
  isCleanExit,
  runtimeExited,
  runtimeOutOfMemory,
  type FatalError,
} from '../environment/fatal-error.ts'
import type { FlowContext } from '../flows/flow-context.ts'
import { GenerationProcesses, type Member, type MemberStop } from './generation-processes.ts'
import type { ProcessRole } from '../journal/journal.ts'
import type { GenerationSession } from './generation-session.ts'
import { profileOf } from '../managed/is-managed.ts'
import { MemoryWatch } from './memory-watch.ts'
import { markOf } from './mark.ts'
import { ProcessOutput } from './process-output.ts'
import { extensionPrograms, type Program } from './programs.ts'

/**
 * One life of the environment between two resets: its processes and what the APIs know of them.
 *
 * It fails once: the first cause is kept, the others are its consequences.
 */
export class Generation<S extends GenerationSession = RuntimeSession> {
  readonly number: number
  readonly session: S
  readonly registry: ExtensionRegistry
  /** With SnapStart: what its processes fetch their credentials with. */
  readonly authorization: string | undefined
  readonly #context: FlowContext
  readonly #processes: GenerationProcesses
  /** What tells its processes, and daemons that they leave behind, from all others. */
  readonly #mark: string | undefined
  readonly #memoryWatch: MemoryWatch | undefined
  readonly #fatal = new Cell<FatalError | undefined>(undefined)
  readonly #killed = new AbortController()
  readonly #initError = new Cell<InitErrorReport | undefined>(undefined)
  #reported: string | undefined
  #ending = false

  /** `open`: makes the session of its runtime. */
  constructor(context: FlowContext, number: number, open: (options: RuntimeSessionOptions) => S) {
    const { settings, clock, time, sandbox } = context
    this.#context = context
    this.authorization = context.snapshot && randomUUID()
    this.#mark = markOf(settings, this.authorization)
    this.#processes = new GenerationProcesses(number, {
      time,
      sandbox,
      onStart: (member) => this.#onStart(member),
      onExit: (member, reason) => this.#onExit(member, reason),
      onFirstDeath: (role, reason) => this.#onFirstDeath(role, reason),
    })
    this.#memoryWatch = MemoryWatch.over(context, this.#processes)
    this.number = number
    this.session = open({ clock, onEvent: (event) => this.#onRuntime(event) })
    this.registry = new ExtensionRegistry({
      functionName: settings.functionName,
      functionVersion: settings.functionVersion,
      handler: settings.handler,
      accountId: settings.accountId,
      profile: profileOf(settings),
      onEvent: (event) => this.#onExtension(event),
    })
    for (const { name, program } of extensionPrograms(settings)) {
      if (program === undefined) this.registry.expect(name)
    }
  }

  /** Its processes that have not ended yet. */
  get members(): readonly Member[] {
    return this.#processes.members
  }

  /** Why it failed, if it did. */
  get fatal(): FatalError | undefined {
    return this.#fatal.current
  }

  /** What the runtime said of its init, if it failed. */
  get initError(): InitErrorReport | undefined {
    return this.#initError.current
  }

  /** Follows what the runtime said of its init. */
  get initErrors(): Watchable<InitErrorReport | undefined> {
    return this.#initError
  }

  /** The type of the first error that runtime or extensions told of; if something ends later, it names the failure. */
  get reported(): string | undefined {
    return this.#reported
  }

  /** Aborted when everything is to end at once: who gave it time waits no longer. */
  get killed(): AbortSignal {
    return this.#killed.signal
  }

  /** From now on processes are expected to end. */
  expectExits(): void {
    this.#ending = true
    this.#memoryWatch?.[Symbol.dispose]()
  }

  /** Something happened that this generation does not survive. */
  fail(fatal: FatalError): void {
    if (this.#ending || this.fatal !== undefined) return
    const { errorType, message } = fatal
    this.#context.journal.record('failed', { errorType, message })
    this.#fatal.set(fatal)
  }

  /** Calls back when the generation fails. */
  onFail(listener: (fatal: FatalError) => void): Disposable {
    return this.#fatal.subscribe((fatal) => fatal !== undefined && listener(fatal))
  }

  /** Starts one of its processes. Rejects with `ERR_SPAWN`. */
  async start(role: ProcessRole, program: Program): Promise<void> {
    const { settings, runtimeApi, logStreamName, cgroup } = this.#context
    const { name, command, args, cwd, environment } = program
    const own = [logStreamName, environment, this.authorization] as const
    const env = environmentVariables(role, settings, runtimeApi, ...own)
    const output = new ProcessOutput(this.#context, role, name).options(env)
    try {
      const where = { cgroup: cgroup?.path, mark: this.#mark }
      await this.#processes.start(role, name, { command, args, cwd, ...output, ...where })
    } catch (error) {
      // What is refused because everything is being ended has that end's cause.
      throw this.#ending ? (this.fatal ?? environmentStopped()) : error
    }
  }

  /** Resolves when what the runtime has printed was told; `undefined` if that is so, as far as can be known. */
  runtimeCaughtUp(): Promise<unknown> | undefined {
    return this.#processes.runtimeCaughtUp()
  }

  /** Asks the runtime to end, and sees to it after so many milliseconds of the platform's time. */
  async stopRuntime(withinMs: number): Promise<void> {
    this.expectExits()
    const runtime = this.members.find(({ role }) => role === 'runtime')
    if (runtime !== undefined) await this.#processes.stopOne(runtime, { withinMs, isAsked: false })
  }

  /** Ends every process, frozen or not, and waits until they are gone. */
  async stop(how: (member: Member) => MemberStop): Promise<void> {
    this.expectExits()
    await this.#processes.stop(how)
    await this.#context.cgroup?.kill()
  }

  /** Ends every process at once. */
  async kill(): Promise<void> {
    this.expectExits()
    this.#killed.abort(environmentStopped())
    await this.#processes.kill()
    await this.#context.cgroup?.kill()
  }

  /** It is over: whoever is still connected is hung up. */
  close(reason: Error): void {
    this.expectExits()
    this.session.close(reason)
    this.registry.close(reason)
  }

  #onStart({ role, name, pid }: Member): void {
    const { freezer, journal, sandbox, memory } = this.#context
    journal.record('process.spawned', { role, name, pid })
    memory.look(this.members)
    this.#memoryWatch?.look()
    if (freezer.mode !== 'none') freezer.register(sandbox.identify(pid))
  }

  #onExit({ role, name, pid }: Member, reason: ExitReason): void {
    const { freezer, journal } = this.#context
    freezer.unregister(pid)
    journal.record('process.exited', { role, name, pid, reason })
    if (role === 'extension') this.registry.markExited(name, isCleanExit(reason))
    if (!this.#ending) this.#flushTelemetry()
  }

  /** What a process said last is not kept back for a batch to fill. Nobody waits for it. Documented: "Telemetry API", buffering. */
  #flushTelemetry(): void {
    const { signal } = this.#killed
    this.#context.telemetry.flush({ signal }).catch(() => undefined)
  }

  #onFirstDeath(role: ProcessRole, reason: ExitReason): void {
    if (role === 'extension') return this.fail(extensionExited(reason, this.#reported))
    const isOutOfMemory = this.#memoryWatch?.victim?.role === role
    this.fail((isOutOfMemory ? runtimeOutOfMemory : runtimeExited)(reason, this.#reported))
  }

  #onRuntime(event: RuntimeSessionEvent): void {
    const { journal, memory } = this.#context
    if (event.type === 'polled') {
      if (event.state === 'Started') memory.look(this.members)
      journal.record('runtime.polled', { state: event.state })
    }
    if (event.type === 'handed') {
      memory.of(this.members)
      journal.record('invocation.handed', { requestId: event.requestId })
    }
    if (event.type === 'restore-polled') journal.record('runtime.restore-polled', {})
    if (event.type === 'restore-error') {
      this.#reported ??= event.errorType
      journal.record('runtime.restore-error', { errorType: event.errorType })
    }
    if (event.type === 'init-error') {
      this.#reported ??= event.report.errorType
      journal.record('runtime.init-error', { errorType: event.report.errorType })
      this.#initError.set(event.report)
    }
  }

  #onExtension(event: ExtensionRegistryEvent): void {
    const { journal } = this.#context
    const { name, events } = event.extension
    switch (event.type) {
      case 'registered':
        this.#context.memory.look(this.members)
        return journal.record('extension.registered', { name, events })
      case 'polled':
        return journal.record('extension.polled', { name })
      case 'handed':
        return journal.record('extension.handed', { name, event: event.event.eventType })
      case 'error-reported':
        this.#reported ??= event.errorType
        return journal.record('extension.error', { name, errorType: event.reported })
      case 'abandoned':
      case 'state-changed':
    }
  }
}
