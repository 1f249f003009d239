import { assertSupportedNode, Resources, SimulatorError, type WaitLimits } from '@sim/core'
import type { ShutdownReason } from '@sim/extensions-api'
import { invokeApi } from '@sim/invoke-api'
import { listen } from '@sim/protocol'
import { randomUUID } from 'node:crypto'
import { assemble } from './assemble.ts'
import { eventBytes } from './invocation/event-bytes.ts'
import { eventRetries } from './invocation/event-retries.ts'
import type { FlowContext } from './flows/flow-context.ts'
import { Invocation } from './invocation/invocation.ts'
import { invokeDoor } from './invocation/invoke-door.ts'
import type { Refused } from './journal/journal.ts'
import { FunctionLog } from './logs/function-log.ts'
import { KnownInvocations } from './invocation/known-invocations.ts'
import type { LiveEnvironment } from './environment/live-environment.ts'
import { isManaged } from './managed/is-managed.ts'
import { ObservedEnvironment } from './observed-environment.ts'
import {
  parseInvokeOptions,
  parseOptions,
  type InvokeOptions,
  type SimulatorOptions,
} from './options.ts'
import type { StreamedResponse } from './response/response-stream.ts'
import { noSnapshot, restored } from './snapshot/restored.ts'
import type { Surroundings } from './surroundings.ts'

/** An invocation with a response that comes while the runtime produces it. */
export interface StreamedInvocation extends StreamedResponse {
  readonly invocation: Invocation
}

/**
 * One Lambda execution environment on this machine, from `start()` until `stop()`.
 *
 * It serves the Runtime, Extensions and Telemetry APIs on a loopback port, starts the runtime and the
 * extensions that it was given, and takes one invocation after the other; as a managed instance several at a time.
 */
export class Simulator extends ObservedEnvironment implements AsyncDisposable {
  /** The URL of the Invoke API: what `endpoint` is for an AWS SDK that calls the function. */
  readonly endpoint: string
  readonly #context: FlowContext
  readonly #environment: LiveEnvironment
  readonly #resources: Resources
  readonly #invocations: KnownInvocations

  private constructor(
    context: FlowContext,
    environment: LiveEnvironment,
    endpoint: string,
    resources: Resources,
  ) {
    super(context, environment)
    this.endpoint = endpoint
    this.#context = context
    this.#environment = environment
    this.#resources = resources
    this.#invocations = new KnownInvocations(
      context.settings.invocationLimit,
      !isManaged(context.settings),
    )
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
    const retries = resources.use(eventRetries(context))
    const enqueue = (payload: Buffer, extra: InvokeOptions) => simulator.#take(payload, extra)
    const log = new FunctionLog(context.journal, settings)
    const door = invokeDoor(settings, enqueue, retries, log)
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
    const { requestId } = options
    if (requestId !== undefined && this.#invocations.get(requestId)) throw duplicate(requestId)
    return this.#take(payload, options)
  }

  #take(payload: unknown, options: InvokeOptions): Invocation {
    const parsed = parseInvokeOptions(options)
    const requestId = parsed.requestId ?? randomUUID()
    const invocation = new Invocation(requestId, eventBytes(payload), parsed)
    this.#environment.enqueue(invocation)
    this.#invocations.add(invocation)
    return invocation
  }

  /**
   * Queues an invocation and resolves when its caller has an answer, whatever it is: see `status`.
   *
   * `timeoutMs` bounds the wait; by default it is the function's time-out with those of init and shutdown on top.
   * Giving up does not cancel the invocation. With `responseMode: 'streaming'` it resolves when the response begins; see
   * `invokeWithResponseStream`.
   */
  async invoke(payload?: unknown, options: InvokeOptions & WaitLimits = {}): Promise<Invocation> {
    const { timeoutMs = this.#patienceMs(), signal, ...rest } = options
    const invocation = this.enqueue(payload, rest)
    if (rest.responseMode === 'streaming') await invocation.responding({ timeoutMs, signal })
    else await invocation.completed({ timeoutMs, signal })
    return invocation
  }

  /**
   * Queues an invocation whose caller takes the response as it comes, and resolves when the runtime begins to respond, or when
   * the invocation failed before. Reading `body` tells how it goes on; `invocation.completed()` how it ended.
   *
   * Waits as `invoke` does.
   */
  async invokeWithResponseStream(
    payload?: unknown,
    options: InvokeOptions & WaitLimits = {},
  ): Promise<StreamedInvocation> {
    const { timeoutMs = this.#patienceMs(), signal, ...rest } = options
    const invocation = this.enqueue(payload, { ...rest, responseMode: 'streaming' })
    const { contentType, responseMode, body } = await invocation.responding({ timeoutMs, signal })
    return { invocation, contentType, responseMode, body }
  }

  /**
   * With `initializationType: 'snap-start'`: restores the snapshot as soon as there is one, without an invocation, and resolves
   * when its hooks have run; at once if the environment runs already.
   *
   * `timeoutMs` bounds the wait; by default it is the limits of init, restore and shutdown together. Giving up does not cancel
   * the restore. Rejects with `ERR_ENVIRONMENT_FAILED` if it failed: the message says why. With `ERR_NO_SNAPSHOT` where there is
   * none, `ERR_SIMULATOR_STOPPED`, `ERR_WAIT_TIMEOUT`, or the signal's reason.
   */
  async restore(limits: WaitLimits = {}): Promise<void> {
    const { timeoutMs = this.#patienceMs(), signal } = limits
    const { snapshot } = this.#context
    if (snapshot === undefined) throw noSnapshot(this.settings.initializationType)
    this.#environment.restore?.()
    await restored(this.phases, snapshot, { timeoutMs, signal })
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
   *
   * `cutOff`: what runs and what waits is not finished, it ends as a `failure`.
   */
  async shutdown(
    options: { readonly reason?: ShutdownReason; readonly cutOff?: boolean } = {},
  ): Promise<void> {
    await this.#environment.shutdown(options.reason ?? 'spindown', options.cutOff)
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
    const { timeoutMs, initTimeoutMs, restoreTimeoutMs, shutdownTimeoutMs = 2_000 } = this.settings
    const restoreMs = this.#context.snapshot === undefined ? 0 : restoreTimeoutMs
    const allMs = timeoutMs + initTimeoutMs + restoreMs + shutdownTimeoutMs
    const each = allMs * Math.max(1, this.#context.time.scale)
    return each * (this.queued + 1) + 1_000
  }
}

function duplicate(requestId: string): SimulatorError {
  return new SimulatorError(
    'ERR_DUPLICATE_REQUEST_ID',
    `each invocation needs a request id of its own, found ${requestId} twice`,
  )
}
