import { Cell } from '@sim/core'
import { ExtensionRegistry, type ExtensionRegistryEvent } from '@sim/extensions-api'
import type { OsExitReason, OutputLine } from '@sim/process'
import { RuntimeSession, type InitErrorReport, type RuntimeSessionEvent } from '@sim/runtime-api'
import { environmentVariables } from './environment-variables.ts'
import { extensionExited, isCleanExit, runtimeExited, type FatalError } from './fatal-error.ts'
import type { FlowContext } from './flow-context.ts'
import type { ProcessRole } from './journal.ts'
import { extensionPrograms, type Program } from './programs.ts'
import type { SandboxProcess } from './sandbox.ts'

/** A process of a generation. */
export interface Member {
  readonly role: ProcessRole
  readonly name: string
  readonly process: SandboxProcess
}

/**
 * One life of the environment between two resets: its processes and what the APIs know of them.
 *
 * It fails once: the first cause is kept, the others are its consequences.
 */
export class Generation {
  readonly number: number
  readonly session: RuntimeSession
  readonly registry: ExtensionRegistry
  readonly #context: FlowContext
  readonly #members = new Set<Member>()
  readonly #starting = new Set<Promise<unknown>>()
  readonly #fatal = new Cell<FatalError | undefined>(undefined)
  #initError: InitErrorReport | undefined
  #ending = false

  constructor(context: FlowContext, number: number) {
    const { settings, clock } = context
    this.#context = context
    this.number = number
    this.session = new RuntimeSession({ clock, onEvent: (event) => this.#onRuntime(event) })
    this.registry = new ExtensionRegistry({
      functionName: settings.functionName,
      functionVersion: settings.functionVersion,
      handler: settings.handler,
      accountId: settings.accountId,
      onEvent: (event) => this.#onExtension(event),
    })
    for (const { name, program } of extensionPrograms(settings)) {
      if (program === undefined) this.registry.expect(name)
    }
  }

  /** Its processes that have not ended yet. */
  get members(): readonly Member[] {
    return [...this.#members]
  }

  get runtime(): SandboxProcess | undefined {
    return this.members.find(({ role }) => role === 'runtime')?.process
  }

  /** Why it failed, if it did. */
  get fatal(): FatalError | undefined {
    return this.#fatal.current
  }

  /** What the runtime said of its init, if it failed. */
  get initError(): InitErrorReport | undefined {
    return this.#initError
  }

  /** From now on processes are expected to end. */
  expectExits(): void {
    this.#ending = true
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
    const started = this.#spawn(role, program)
    this.#starting.add(started)
    try {
      await started
    } finally {
      this.#starting.delete(started)
    }
  }

  /** Ends every process at once, frozen or not, and waits until they are gone. */
  async kill(): Promise<void> {
    this.expectExits()
    await Promise.allSettled(this.#starting)
    await Promise.all(this.members.map(({ process }) => process.kill()))
  }

  /** It is over: whoever is still connected is hung up. */
  close(reason: Error): void {
    this.expectExits()
    this.session.close(reason)
    this.registry.close(reason)
  }

  async #spawn(role: ProcessRole, program: Program): Promise<void> {
    const { settings, runtimeApi, logStreamName, clock, freezer, journal, sandbox } = this.#context
    const { name, command, args, cwd, environment } = program
    const process = await sandbox.spawn({
      name: `${role === 'runtime' ? role : `extension-${name}`}-${this.number}`,
      command,
      args,
      cwd,
      env: environmentVariables(role, settings, runtimeApi, logStreamName, environment),
      onOutput: (line) => this.#onOutput(role, name, line),
      clock,
    })
    const member: Member = { role, name, process }
    this.#members.add(member)
    journal.record('process.spawned', { role, name, pid: process.pid })
    if (freezer.mode === 'process') freezer.register(sandbox.identify(process.pid))
    void process.exited.then((reason) => this.#onExit(member, reason))
  }

  #onExit(member: Member, reason: OsExitReason): void {
    const { role, name, process } = member
    this.#members.delete(member)
    this.#context.freezer.unregister(process.pid)
    this.#context.journal.record('process.exited', { role, name, pid: process.pid, reason })
    if (role === 'runtime') return this.fail(runtimeExited(reason))
    this.registry.markExited(name, isCleanExit(reason))
    this.fail(extensionExited(reason, this.registry.firstError?.errorType))
  }

  #onOutput(role: ProcessRole, name: string, line: OutputLine): void {
    const { journal, telemetry, running } = this.#context
    const { stream, text, terminated } = line
    const invocation = running()
    journal.record('process.output', { role, name, stream, text, requestId: invocation?.requestId })
    if (role === 'runtime') invocation?.log({ stream, text })
    telemetry.emit(role === 'runtime' ? 'function' : 'extension', terminated ? `${text}\n` : text)
  }

  #onRuntime(event: RuntimeSessionEvent): void {
    const { journal } = this.#context
    if (event.type === 'polled') journal.record('runtime.polled', { state: event.state })
    if (event.type === 'handed') {
      journal.record('invocation.handed', { requestId: event.requestId })
    }
    if (event.type === 'init-error') {
      this.#initError = event.report
      journal.record('runtime.init-error', { errorType: event.report.errorType })
    }
  }

  #onExtension(event: ExtensionRegistryEvent): void {
    const { journal } = this.#context
    const { name, events } = event.extension
    switch (event.type) {
      case 'registered':
        return journal.record('extension.registered', { name, events })
      case 'polled':
        return journal.record('extension.polled', { name })
      case 'handed':
        return journal.record('extension.handed', { name, event: event.event.eventType })
      case 'error-reported':
        return journal.record('extension.error', { name, errorType: event.reported })
      case 'abandoned':
      case 'state-changed':
    }
  }
}
