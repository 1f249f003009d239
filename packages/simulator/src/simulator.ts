import { Resources, SimulatorError, type WaitLimits } from '@sim/core'
import type { ShutdownReason } from '@sim/extensions-api'
import { randomUUID } from 'node:crypto'
import { assemble } from './assemble.ts'
import { eventBytes } from './event-bytes.ts'
import type { ExecutionEnvironment } from './execution-environment.ts'
import type { FlowContext } from './flow-context.ts'
import { Invocation } from './invocation.ts'
import { KnownInvocations } from './known-invocations.ts'
import { localSandbox } from './local-sandbox.ts'
import { ObservedEnvironment } from './observed-environment.ts'
import {
  parseInvokeOptions,
  parseOptions,
  type InvokeOptions,
  type SimulatorOptions,
} from './options.ts'
import type { Sandbox } from './sandbox.ts'

/**
 * One Lambda execution environment on this machine, from `start()` until `stop()`.
 *
 * It serves the Runtime, Extensions and Telemetry APIs on a loopback port, starts the runtime and the
 * extensions that it was given, and takes one invocation after the other.
 */
export class Simulator extends ObservedEnvironment implements AsyncDisposable {
  readonly #environment: ExecutionEnvironment
  readonly #resources: Resources
  readonly #invocations: KnownInvocations

  private constructor(
    context: FlowContext,
    environment: ExecutionEnvironment,
    resources: Resources,
  ) {
    super(context, environment)
    this.#environment = environment
    this.#resources = resources
    this.#invocations = new KnownInvocations(context.settings.invocationLimit)
  }

  /**
   * Resolves once the APIs answer; init has begun then, and goes on by itself.
   *
   * Rejects with `ERR_INVALID_OPTIONS`, `ERR_FUNCTION_DIRECTORY`, `ERR_LISTEN`, or
   * `ERR_FREEZE_UNSUPPORTED_PLATFORM`; whatever was opened before is closed again. A runtime or an extension
   * that cannot start is not an error here: as on Lambda it fails the init, and then the invocation.
   *
   * `sandbox`: where the processes run. Default: this machine.
   */
  static async start(
    options: SimulatorOptions = {},
    sandbox: Sandbox = localSandbox(),
  ): Promise<Simulator> {
    await using resources = new Resources()
    const { context, environment, attached } = await assemble(
      parseOptions(options),
      sandbox,
      resources,
    )
    const simulator = new Simulator(context, environment, resources.move())
    void environment.init(attached)
    return simulator
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
    if (this.#invocations.get(requestId)) throw duplicate(requestId)
    const invocation = new Invocation(requestId, eventBytes(payload), parsed)
    this.#environment.enqueue(invocation)
    this.#invocations.add(invocation)
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
