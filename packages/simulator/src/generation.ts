import { Cell } from '@sim/core'
import { ExtensionRegistry, type ExtensionRegistryEvent } from '@sim/extensions-api'
import type { ExitReason, OutputLine } from '@sim/process'
import { RuntimeSession, type InitErrorReport, type RuntimeSessionEvent } from '@sim/runtime-api'
import { randomBytes } from 'node:crypto'
import { environmentVariables } from './environment-variables.ts'
import {
  environmentStopped,
  extensionExited,
  isCleanExit,
  runtimeExited,
  type FatalError,
} from './fatal-error.ts'
import type { FlowContext } from './flow-context.ts'
import { GenerationProcesses, type Member, type MemberStop } from './generation-processes.ts'
import type { ProcessRole } from './journal.ts'
import { simulatedSessionToken, type Settings } from './options.ts'
import { extensionPrograms, type Program } from './programs.ts'

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
  readonly #processes: GenerationProcesses
  /** What tells its processes, and daemons that they leave behind, from all others. */
  readonly #mark: string | undefined
  readonly #fatal = new Cell<FatalError | undefined>(undefined)
  #initError: InitErrorReport | undefined
  #ending = false

  constructor(context: FlowContext, number: number) {
    const { settings, clock, sandbox } = context
    this.#context = context
    this.#mark = markOf(settings)
    this.#processes = new GenerationProcesses(number, {
      clock,
      sandbox,
      onStart: (member) => this.#onStart(member),
      onExit: (member, reason) => this.#onExit(member, reason),
      onFirstDeath: (role, reason) => this.#onFirstDeath(role, reason),
    })
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
    return this.#processes.members
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
    const { settings, runtimeApi, logStreamName, cgroup } = this.#context
    const { name, command, args, cwd, environment } = program
    const env = environmentVariables(role, settings, runtimeApi, logStreamName, environment)
    const onOutput = (line: OutputLine): void => this.#onOutput(role, name, line)
    try {
      const where = { cgroup: cgroup?.path, mark: this.#mark }
      await this.#processes.start(role, name, {
        command,
        args,
        cwd,
        env,
        onOutput,
        ...where,
      })
    } catch (error) {
      // What is refused because everything is being ended has that end's cause.
      throw this.#ending ? (this.fatal ?? environmentStopped()) : error
    }
  }

  /** Asks the runtime to end, and sees to it after so many milliseconds. */
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
    const { freezer, journal, sandbox } = this.#context
    journal.record('process.spawned', { role, name, pid })
    if (freezer.mode !== 'none') freezer.register(sandbox.identify(pid))
  }

  #onExit({ role, name, pid }: Member, reason: ExitReason): void {
    const { freezer, journal } = this.#context
    freezer.unregister(pid)
    journal.record('process.exited', { role, name, pid, reason })
    if (role === 'extension') this.registry.markExited(name, isCleanExit(reason))
  }

  #onFirstDeath(role: ProcessRole, reason: ExitReason): void {
    if (role === 'runtime') this.fail(runtimeExited(reason))
    else this.fail(extensionExited(reason, this.registry.firstError?.errorType))
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

/**
 * A session token as nobody else has it: everyone who descends from a process inherits its environment. A token that the user
 * gave may be anybody's.
 */
function markOf({ credentials }: Settings): string | undefined {
  if (credentials.sessionToken !== simulatedSessionToken) return undefined
  return `AWS_SESSION_TOKEN=${simulatedSessionToken}-${randomBytes(16).toString('hex')}`
}
