import { assertSupportedNode, Resources, SimulatorError, type WaitLimits } from '@sim/core'
import type { ShutdownReason } from '@sim/extensions-api'
import { invokeApi } from '@sim/invoke-api'
import { listen } from '@sim/protocol'
import { randomUUID } from 'node:crypto'
import { assemble } from './assemble.ts'
import { eventBytes } from './event-bytes.ts'
import type { ExecutionEnvironment } from './execution-environment.ts'
import type { FlowContext } from './flow-context.ts'
import { Invocation } from './invocation.ts'
import { invokeDoor } from './invoke-door.ts'
import type { Refused } from './journal.ts'
import { KnownInvocations } from './known-invocations.ts'
import { ObservedEnvironment } from './observed-environment.ts'
import {
  parseInvokeOptions,
  parseOptions,
  type InvokeOptions,
  type SimulatorOptions,
} from './options.ts'
import type { Surroundings } from './surroundings.ts'

/**
 * One Lambda execution environment on this machine, from `start()` until `stop()`.
 *
 * It serves the Runtime, Extensions and Telemetry APIs on a loopback port, starts the runtime and the
 * extensions that it was given, and takes one invocation after the other.
 */
export class Simulator extends ObservedEnvironment implements AsyncDisposable {
  /** The URL of the Invoke API: what `endpoint` is for an AWS SDK that calls the function. */
  readonly endpoint: string
  readonly #context: FlowContext
  readonly #environment: ExecutionEnvironment
  readonly #resources: Resources
  readonly #invocations: KnownInvocations

  private constructor(
    context: FlowContext,
    environment: ExecutionEnvironment,
    endpoint: string,
    resources: Resources,
  ) {
    super(context, environment)
    this.endpoint = endpoint
    this.#context = context
    this.#environment = environment
    this.#resources = resources
    this.#invocations = new KnownInvocations(context.settings.invocationLimit)
  }

  /**
   * Resolves once the APIs answer; init has begun then, unless it waits for the first invocation, and goes
   * on by itself.
   *
   * Rejects with `ERR_UNSUPPORTED_NODE`, `ERR_INVALID_OPTIONS`, `ERR_FUNCTION_DIRECTORY`, `ERR_LISTEN`, or
   * `ERR_FREEZE_UNSUPPORTED_PLATFORM`; whatever was opened before is closed again. A runtime or an extension
   * that cannot start is not an error here: as on Lambda it fails the init, and then the invocation.
   *
   * `surroundings`: where the processes run, and in what an emulator differs from Lambda.
   */
  static async start(
    options: SimulatorOptions = {},
    surroundings: Surroundings = {},
  ): Promise<Simulator> {
    await using resources = new Resources()
    assertSupportedNode()
    const settings = parseOptions(options)
    const { context, environment } = await assemble(settings, surroundings, resources)
    const door = invokeDoor(settings, (payload, extra) => simulator.enqueue(payload, extra))
    const onRefusal = (refused: Refused) => context.journal.record('refused', refused)
    const { invokeHost: host, invokePort: port } = settings
    const server = await listen(invokeApi(door, { onRefusal }), { host, port })
    const { url } = resources.use(server)
    const simulator = new Simulator(context, environment, url, resources.move())
    if (settings.initialize === 'at-start') environment.begin()
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
   * Queues an invocation and returns at once. Text and bytes go through as they are, anything else as JSON; without
   * a payload the event is `{}`.
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
   * Moves the platform's time on, with `time: 'manual'`: limits that become due end what they bound, in this call.
   *
   * Processes work on in real time; wait for what they do by the journal. Throws `ERR_TIME_NOT_MANUAL`.
   */
  advance(ms: number): void {
    this.#context.time.advance(ms)
  }

  /**
   * Finishes what runs and what waits, then shuts down as the platform does: runtime first, then extensions,
   * each with its share of the time. Takes no new work from now on. Safe to call again.
   */
  async shutdown(options: { readonly reason?: ShutdownReason } = {}): Promise<void> {
    await this.#environment.shutdown(options.reason ?? 'spindown')
    await this.#close()
  }

  /** Ends everything at once, thawed or frozen; what runs or waits ends as a `failure`. Safe to call again. */
  async stop(): Promise<void> {
    await this.#environment.kill()
    await this.#close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  async #close(): Promise<void> {
    await this.#resources[Symbol.asyncDispose]()
    this.endWaits()
  }

  #patienceMs(): number {
    const { timeoutMs, initTimeoutMs, shutdownTimeoutMs = 2_000 } = this.settings
    const each =
      (timeoutMs + initTimeoutMs + shutdownTimeoutMs) * Math.max(1, this.#context.time.scale)
    return each * (this.queued + 1) + 1_000
  }
}

function duplicate(requestId: string): SimulatorError {
  return new SimulatorError(
    'ERR_DUPLICATE_REQUEST_ID',
    `each invocation needs a request id of its own, found ${requestId} twice`,
  )
}
