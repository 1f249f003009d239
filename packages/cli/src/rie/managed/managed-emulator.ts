import { Resources, SimulatorError, systemClock, waitFor } from '@sim/core'
import { listen, type Middleware } from '@sim/protocol'
import { Simulator, type InvokeOptions, type SimulatorOptions } from '@sim/simulator'
import { finished } from 'node:stream/promises'
import type { Writable } from 'node:stream'
import { invocationsPath } from '../invocations-endpoint.ts'
import type { NetworkAddress } from '../network-address.ts'
import type { RieLog } from '../rie-log.ts'
import { clientError, managedAnswer, type ManagedAnswer } from './managed-answer.ts'
import { managedDoor } from './managed-door.ts'
import { managedSandbox } from './managed-sandbox.ts'
import { ManagedJournalReader } from './managed-journal-reader.ts'

/** How long callers may take to read their answers when the end is near, in milliseconds. Chosen. */
const readingMs = 2_000

/** What an emulator for managed instances is made of. */
export interface ManagedEmulatorOptions {
  readonly simulator: SimulatorOptions
  readonly invocations: NetworkAddress
  readonly stdout: Writable
  readonly log: RieLog
}

/** One function of Lambda Managed Instances behind the emulator's door. */
export class ManagedEmulator implements AsyncDisposable {
  /** `host:port` of the Runtime API. */
  readonly runtimeApi: string
  /** Where callers send their events. */
  readonly invocationsUrl: string
  readonly #simulator: Simulator
  readonly #answering: ReadonlySet<Promise<unknown>>
  readonly #resources: Resources

  private constructor(
    simulator: Simulator,
    url: string,
    answering: ReadonlySet<Promise<unknown>>,
    resources: Resources,
  ) {
    this.runtimeApi = simulator.runtimeApi
    this.invocationsUrl = `${url}${invocationsPath}`
    this.#simulator = simulator
    this.#answering = answering
    this.#resources = resources
  }

  /**
   * Resolves once the Runtime API and the door for callers are open; init has begun by then.
   *
   * Rejects with `ERR_LISTEN`, and with what `Simulator.start` rejects with.
   */
  static async start(options: ManagedEmulatorOptions): Promise<ManagedEmulator> {
    const { invocations, stdout, log } = options
    await using resources = new Resources()
    const simulator = resources.use(
      await Simulator.start(options.simulator, { sandbox: managedSandbox(options.simulator) }),
    )
    const reader = new ManagedJournalReader(stdout, log)
    for (const entry of simulator.journal.entries()) reader.read(entry)
    resources.use(simulator.journal.subscribe((entry) => entry && reader.read(entry)))
    const answering = new Set<Promise<unknown>>()
    const invoke = (event: Buffer, call: InvokeOptions) => answerOf(simulator, event, call)
    const door = tracked(managedDoor(invoke), answering)
    const onError = (error: unknown) => log.write('error', String(error))
    const { url } = resources.use(await listen(door, { ...invocations, onError }))
    return new ManagedEmulator(simulator, url, answering, resources.move())
  }

  /** Resolves when init is over: whether it succeeded. Rejects with the signal's reason. */
  async initialised(signal: AbortSignal): Promise<boolean> {
    const isOver = (phase: string) => phase !== 'init' && phase !== 'shutdown'
    const limits = { what: 'the end of init', timeoutMs: Infinity, signal }
    return (await waitFor(this.#simulator.phases, isOver, limits)) !== 'stopped'
  }

  /**
   * Ends in order, with SHUTDOWN for the extensions; what runs or waits is cut off, as in the emulator. Callers have two seconds
   * to read their answers. Safe to call again.
   */
  async shutdown(): Promise<void> {
    await this.#simulator.shutdown({ cutOff: true })
    await this.#answered()
    await this.stop()
  }

  /** Ends everything at once. Safe to call again. */
  async stop(): Promise<void> {
    await this.#resources[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** Whatever is answered has left, unless a caller does not read. */
  async #answered(): Promise<void> {
    const late = Promise.withResolvers<void>()
    using _timer = systemClock.after(readingMs, late.resolve)
    await Promise.race([Promise.allSettled(this.#answering), late.promise])
  }
}

/** What the simulator refuses is its caller's fault. Core: `invoke/invoke_router.go`, `raptor/app.go`. */
async function answerOf(
  simulator: Simulator,
  event: Buffer,
  call: InvokeOptions,
): Promise<ManagedAnswer> {
  try {
    const invocation = simulator.enqueue(event, call)
    return managedAnswer(await invocation.completed({ timeoutMs: Infinity }))
  } catch (error) {
    const code = SimulatorError.is(error) ? error.code : ''
    if (code === 'ERR_DUPLICATE_REQUEST_ID') return clientError('Client.DuplicatedInvokeId')
    if (code === 'ERR_SIMULATOR_STOPPED') return clientError('Client.ExecutionEnvironmentShutDown')
    throw error
  }
}

/** Keeps account of the answers that are not on their way yet, so that the end can wait for them. */
function tracked(door: Middleware, answering: Set<Promise<unknown>>): Middleware {
  return async (ctx, next) => {
    const answered = finished(ctx.res).finally(() => answering.delete(answered))
    answered.catch(() => undefined)
    answering.add(answered)
    await door(ctx, next)
  }
}
