import { Resources, SimulatorError, waitFor, type WaitLimits, type Watchable } from '@sim/core'
import type { ExtensionInfo, ShutdownReason } from '@sim/extensions-api'
import type { FreezeController } from '@sim/freeze'
import type { InitErrorReport } from '@sim/runtime-api'
import { randomUUID } from 'node:crypto'
import { environmentVariables } from './environment-variables.ts'
import { eventBytes } from './event-bytes.ts'
import type { ExecutionEnvironment } from './execution-environment.ts'
import type { FlowContext } from './flow-context.ts'
import type { Member } from './generation.ts'
import { Invocation } from './invocation.ts'
import type { Journal, JournalEntry, ProcessRole } from './journal.ts'
import {
  parseInvokeOptions,
  parseOptions,
  type InvokeOptions,
  type Settings,
  type SimulatorOptions,
} from './options.ts'
import type { Phase } from './phase.ts'
import { Recent } from './recent.ts'
import { assemble } from './assemble.ts'
import { TelemetryView } from './telemetry-view.ts'
import { timeline } from './timeline.ts'

/**
 * One Lambda execution environment on this machine, from `start()` until `stop()`.
 *
 * It serves the Runtime, Extensions and Telemetry APIs on a loopback port, starts the runtime and the
 * extensions that it was given, and takes one invocation after the other.
 */
export class Simulator implements AsyncDisposable {
  /** Everything that happened, oldest first. */
  readonly journal: Journal
  /** What the platform has told, without any subscriber. */
  readonly telemetry: TelemetryView
  /** Stops and resumes the processes; register further ones that belong to the environment here. */
  readonly freezer: FreezeController
  /** `host:port`: what `AWS_LAMBDA_RUNTIME_API` must be for a runtime or extension that you start yourself. */
  readonly runtimeApi: string
  /** The options with their defaults. */
  readonly settings: Settings
  readonly #context: FlowContext
  readonly #environment: ExecutionEnvironment
  readonly #resources: Resources
  readonly #invocations: Recent<Invocation>

  private constructor(
    context: FlowContext,
    environment: ExecutionEnvironment,
    resources: Resources,
  ) {
    this.#context = context
    this.#environment = environment
    this.#resources = resources
    this.journal = context.journal
    this.freezer = context.freezer
    this.runtimeApi = context.runtimeApi
    this.settings = context.settings
    this.telemetry = new TelemetryView(context.journal)
    this.#invocations = new Recent(context.settings.invocationLimit)
  }

  /**
   * Resolves once the APIs answer; init has begun then, and goes on by itself.
   *
   * Rejects with `ERR_INVALID_OPTIONS`, `ERR_FUNCTION_DIRECTORY`, `ERR_LISTEN`, or
   * `ERR_FREEZE_UNSUPPORTED_PLATFORM`; whatever was opened before is closed again. A runtime or an extension
   * that cannot start is not an error here: as on Lambda it fails the init, and then the invocation.
   */
  static async start(options: SimulatorOptions = {}): Promise<Simulator> {
    await using resources = new Resources()
    const { context, environment, attached } = await assemble(parseOptions(options), resources)
    const simulator = new Simulator(context, environment, resources.move())
    void environment.init(attached)
    return simulator
  }

  get phase(): Phase {
    return this.#environment.phase
  }

  /** Follows the phase. */
  get phases(): Watchable<Phase> {
    return this.#environment.phases
  }

  /** Counts from 1; each reset begins the next one. */
  get generation(): number {
    return this.#environment.generation.number
  }

  get isFrozen(): boolean {
    return this.freezer.isFrozen
  }

  /** The extensions of this generation, external ones first. */
  get extensions(): readonly ExtensionInfo[] {
    return this.#environment.generation.registry.extensions
  }

  /** The processes of this generation that have not ended. */
  get processes(): readonly {
    readonly role: ProcessRole
    readonly name: string
    readonly pid: number
  }[] {
    return this.#environment.generation.members.map(({ role, name, process }: Member) => ({
      role,
      name,
      pid: process.pid,
    }))
  }

  /** What the runtime of this generation reported to `init/error`, if it did. */
  get initError(): InitErrorReport | undefined {
    return this.#environment.generation.initError
  }

  /** How many invocations wait for their turn. */
  get queued(): number {
    return this.#environment.queued
  }

  /** The invocations that are still known, oldest first. */
  get invocations(): readonly Invocation[] {
    return this.#invocations.all()
  }

  /** An invocation by its id; `undefined` if it is unknown, or so old that it was forgotten. */
  invocation(requestId: string): Invocation | undefined {
    return this.#invocations.get(requestId)
  }

  /**
   * Queues an invocation and returns at once. Text and bytes go through as they are, anything else as JSON.
   *
   * Throws `ERR_INVALID_OPTIONS`, `ERR_DUPLICATE_REQUEST_ID`, or `ERR_SIMULATOR_STOPPED` after shutdown began.
   */
  enqueue(payload?: unknown, options: InvokeOptions = {}): Invocation {
    const parsed = parseInvokeOptions(options)
    const requestId = parsed.requestId ?? randomUUID()
    if (this.#invocations.has(requestId)) throw duplicate(requestId)
    const invocation = new Invocation(requestId, eventBytes(payload), parsed)
    this.#environment.enqueue(invocation)
    this.#invocations.set(requestId, invocation, ({ progress }) => progress === 'ended')
    return invocation
  }

  /**
   * Queues an invocation and resolves when its caller has an answer, whatever it is: see `status`.
   *
   * `timeoutMs` bounds the wait; by default it is the function's time-out with those of init and shutdown on top.
   * Giving up does not cancel the invocation.
   */
  async invoke(payload?: unknown, options: InvokeOptions & WaitLimits = {}): Promise<Invocation> {
    const { timeoutMs = this.#patienceMs(), signal, ...rest } = options
    const invocation = this.enqueue(payload, rest)
    await invocation.completed({ timeoutMs, signal })
    return invocation
  }

  /** The environment that a process of this role gets, for one that you start yourself. */
  environmentFor(role: ProcessRole): Record<string, string> {
    const { settings, runtimeApi, logStreamName } = this.#context
    return environmentVariables(role, settings, runtimeApi, logStreamName)
  }

  /**
   * Resolves with the first entry, of those in the journal and those to come, that fits.
   *
   * `what` completes "waited 5000 ms for …" in the failure. Rejects with `ERR_WAIT_TIMEOUT`, or the signal's reason.
   */
  async waitForEntry(
    fits: (entry: JournalEntry) => boolean,
    options: WaitLimits & { readonly what: string },
  ): Promise<JournalEntry> {
    const past = this.journal.entries().find(fits)
    if (past !== undefined) return past
    const isNext = (entry: JournalEntry | undefined) => entry !== undefined && fits(entry)
    return (await waitFor(this.journal, isNext, {
      ...options,
      describe: () => `this:\n${this.timeline()}`,
    })) as JournalEntry
  }

  /** Resolves when a condition over this simulator holds; it is judged now and after each journal entry. */
  async waitFor(
    holds: (simulator: this) => boolean,
    options: WaitLimits & { readonly what: string },
  ): Promise<void> {
    if (holds(this)) return
    await waitFor(this.journal, () => holds(this), {
      ...options,
      describe: () => `this:\n${this.timeline()}`,
    })
  }

  /** Resolves when the environment is in this phase. */
  async waitForPhase(phase: Phase, limits: WaitLimits = {}): Promise<void> {
    const what = `phase ${phase}`
    await waitFor(this.phases, (current) => current === phase, { ...limits, what })
  }

  /** Resolves when everything is frozen, verified by the kernel. */
  async waitForFrozen(limits: WaitLimits = {}): Promise<void> {
    await this.freezer.waitForState('frozen', limits)
  }

  /** Resolves when these extensions, or so many, have registered in this generation. */
  async waitForExtensions(
    expected: number | readonly string[],
    limits: WaitLimits = {},
  ): Promise<void> {
    const what =
      typeof expected === 'number' ? `${expected} extensions` : `extensions ${expected.join(', ')}`
    const registered = () =>
      this.extensions.filter(({ state }) => state !== 'Started').map(({ name }) => name)
    await this.waitFor(
      () =>
        typeof expected === 'number'
          ? registered().length >= expected
          : expected.every((name) => registered().includes(name)),
      { ...limits, what: `${what} to register` },
    )
  }

  /** Resolves when every registered extension waits for its next event. */
  async waitForExtensionsReady(limits: WaitLimits = {}): Promise<void> {
    await this.waitFor(() => this.extensions.every(({ state }) => state === 'Ready'), {
      ...limits,
      what: 'every extension to ask for its next event',
    })
  }

  /** What happened when, a line an entry: the newest `lines` of them, by default 200. */
  timeline(lines = 200): string {
    return timeline(this.journal.entries().slice(-lines))
  }

  /**
   * Finishes what runs and what waits, then shuts down as the platform does: runtime first, then extensions,
   * each with its share of the time. Takes no new work from now on. Safe to call again.
   */
  async shutdown(options: { readonly reason?: ShutdownReason } = {}): Promise<void> {
    await this.#environment.shutdown(options.reason ?? 'spindown')
    await this.#resources[Symbol.asyncDispose]()
  }

  /** Ends everything at once, thawed or frozen; what runs or waits ends as a `failure`. Safe to call again. */
  async stop(): Promise<void> {
    await this.#environment.kill()
    await this.#resources[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  #patienceMs(): number {
    const { timeoutMs, initTimeoutMs, shutdownTimeoutMs = 2_000 } = this.settings
    return (timeoutMs + initTimeoutMs + shutdownTimeoutMs) * (this.queued + 1) + 1_000
  }
}

function duplicate(requestId: string): SimulatorError {
  return new SimulatorError(
    'ERR_DUPLICATE_REQUEST_ID',
    `each invocation needs a request id of its own, found ${requestId} twice`,
  )
}
