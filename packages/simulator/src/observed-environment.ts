import { SimulatorError, waitFor, type WaitLimits, type Watchable } from '@sim/core'
import type { ExtensionInfo } from '@sim/extensions-api'
import type { FreezeController, SignalPort } from '@sim/freeze'
import type { InitErrorReport } from '@sim/runtime-api'
import { environmentVariables } from './generation/environment-variables.ts'
import type { FlowContext } from './flows/flow-context.ts'
import type { LiveEnvironment } from './environment/live-environment.ts'
import { FunctionLog } from './logs/function-log.ts'
import type { Journal, JournalEntry, ProcessRole } from './journal/journal.ts'
import type { Settings } from './options.ts'
import type { Phase } from './environment/phase.ts'
import { TelemetryView } from './telemetry/telemetry-view.ts'
import { timeline } from './journal/timeline.ts'

/**
 * What can be seen of an environment, and awaited. Nothing here changes anything.
 *
 * Every wait rejects with `ERR_WAIT_TIMEOUT` when its time is over, with its signal's reason, and with
 * `ERR_SIMULATOR_STOPPED` when the environment is over without it.
 */
export class ObservedEnvironment {
  /** Everything that happened, oldest first. */
  readonly journal: Journal
  /** What the platform has told, without any subscriber. */
  readonly telemetry: TelemetryView
  /** The function's log as CloudWatch would have it. */
  readonly log: FunctionLog
  /** Stops and resumes the processes; register further ones that belong to the environment here. */
  readonly freezer: FreezeController
  /** Where the kernel under its processes can be asked for them: this machine's, or a container's. */
  readonly signals: SignalPort
  /** `host:port`: what `AWS_LAMBDA_RUNTIME_API` must be for a runtime or extension that you start yourself. */
  readonly runtimeApi: string
  /** The options with their defaults. */
  readonly settings: Settings
  readonly #context: FlowContext
  readonly #environment: LiveEnvironment
  readonly #over = new AbortController()

  protected constructor(context: FlowContext, environment: LiveEnvironment) {
    this.#context = context
    this.#environment = environment
    this.journal = context.journal
    this.freezer = context.freezer
    this.signals = context.sandbox.signals
    this.runtimeApi = context.runtimeApi
    this.settings = context.settings
    this.log = new FunctionLog(context.journal, context.settings)
    const { functionArn } = context
    this.telemetry = new TelemetryView(context.journal, this.#over.signal, { functionArn })
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

  /**
   * How many workers of the runtime wait for an event, which is how many invocations a managed instance can take right now;
   * `undefined` where the runtime takes one at a time.
   */
  get idleWorkers(): number | undefined {
    return this.#environment.idleWorkers
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
    return this.#environment.generation.members
  }

  /** What the runtime of this generation reported to `init/error`, if it did. */
  get initError(): InitErrorReport | undefined {
    return this.#environment.generation.initError
  }

  /**
   * The environment that a process of this role gets, for one that you start yourself. Those that the simulator starts have a
   * session token of their own, unless `credentials` were given: it tells their descendants from everybody else.
   */
  environmentFor(role: ProcessRole): Record<string, string> {
    const { settings, runtimeApi, logStreamName } = this.#context
    const { authorization } = this.#environment.generation
    return environmentVariables(role, settings, runtimeApi, logStreamName, {}, authorization)
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
      ...this.#until(options),
      describe: () => this.#story(),
    })) as JournalEntry
  }

  /** Resolves when a condition over this simulator holds; it is judged now and after each journal entry. */
  async waitFor(
    holds: (simulator: this) => boolean,
    options: WaitLimits & { readonly what: string },
  ): Promise<void> {
    if (holds(this)) return
    await waitFor(this.journal, () => holds(this), {
      ...this.#until(options),
      describe: () => this.#story(),
    })
  }

  /** Resolves when the environment is in this phase. */
  async waitForPhase(phase: Phase, limits: WaitLimits = {}): Promise<void> {
    const what = `phase ${phase}`
    if (phase === this.phase) return
    await waitFor(this.phases, (now) => now === phase, { ...this.#until(limits), what })
  }

  /** Resolves when everything is frozen, verified by the kernel. */
  async waitForFrozen(limits: WaitLimits = {}): Promise<void> {
    if (this.isFrozen) return
    await this.freezer.waitForState('frozen', this.#until(limits))
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

  /** It is over: whoever still waits is told so, instead of waiting for what cannot come. */
  protected endWaits(): void {
    this.#over.abort(environmentOver())
  }

  #until<L extends WaitLimits>(limits: L): L & { readonly signal: AbortSignal } {
    const given = limits.signal === undefined ? [] : [limits.signal]
    return { ...limits, signal: AbortSignal.any([...given, this.#over.signal]) }
  }

  #story(): string {
    return `this:\n${this.timeline()}`
  }

  /** What happened when, a line an entry: the newest `lines` of them, by default 200. */
  timeline(lines = 200): string {
    return timeline(this.journal.entries().slice(-lines))
  }
}

function environmentOver(): SimulatorError {
  return new SimulatorError(
    'ERR_SIMULATOR_STOPPED',
    'what was awaited can no longer come: the environment was stopped',
  )
}
