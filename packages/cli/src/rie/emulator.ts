import { Resources, SimulatorError, systemClock, waitFor } from '@sim/core'
import { listen, type Middleware } from '@sim/protocol'
import { Simulator, type InvokeOptions, type Sandbox, type SimulatorOptions } from '@sim/simulator'
import { finished } from 'node:stream/promises'
import type { Writable } from 'node:stream'
import { cutOff, emulatedAnswer, type EmulatedAnswer } from './emulated-answer.ts'
import { invocationsEndpoint, invocationsPath } from './invocations-endpoint.ts'
import { JournalReader } from './journal-reader.ts'
import type { NetworkAddress } from './network-address.ts'
import type { RieLog } from './rie-log.ts'

/** How long whatever runs may go on when the end is near, in milliseconds. Core: the budget of a reset. */
const graceMs = 2_000

/** What an emulator is made of. */
export interface EmulatorOptions {
  readonly simulator: SimulatorOptions
  /** Where its processes live, and what they are given. */
  readonly sandbox: Sandbox
  /** As it reads in the text of a time-out. */
  readonly timeoutSeconds: number
  readonly invocations: NetworkAddress
  readonly stdout: Writable
  readonly log: RieLog
}

/**
 * One function behind the emulator's door.
 *
 * What the emulator does and Lambda does not is done here and in this folder, around a simulator that knows
 * nothing of it.
 */
export class Emulator implements AsyncDisposable {
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
   * Resolves once the Runtime API and the door for callers are open; no process is started before the first call.
   *
   * Rejects with `ERR_LISTEN`, and with what `Simulator.start` rejects with.
   */
  static async start(options: EmulatorOptions): Promise<Emulator> {
    const { invocations, stdout, log, timeoutSeconds } = options
    await using resources = new Resources()
    const settings = { ...emulated, ...options.simulator }
    const simulator = resources.use(await Simulator.start(settings, { sandbox: options.sandbox }))
    const reader = new JournalReader(stdout, log, simulator.settings.functionVersion)
    resources.use(simulator.journal.subscribe((entry) => entry && reader.read(entry)))
    const answering = new Set<Promise<unknown>>()
    const emulate = (event: Buffer, call: InvokeOptions) =>
      invoke(simulator, reader, timeoutSeconds, event, call)
    const door = tracked(invocationsEndpoint(emulate), answering)
    const onError = (error: unknown) => log.write('error', String(error))
    const { url } = resources.use(await listen(door, { ...invocations, onError }))
    return new Emulator(simulator, url, answering, resources.move())
  }

  /**
   * Ends as Lambda does, with SHUTDOWN for the extensions; what runs has two seconds to come to its end, then it is
   * cut off. Callers have as long to read their answers. Safe to call again.
   */
  async shutdown(): Promise<void> {
    const ended = this.#simulator.shutdown()
    try {
      await waitFor(
        this.#simulator.phases,
        (phase) => phase === 'shutdown' || phase === 'stopped',
        {
          what: 'the end of what runs',
          timeoutMs: graceMs,
        },
      )
    } catch {
      await this.#simulator.stop()
    }
    await ended
    await this.#answered()
    await this.stop()
  }

  /** Whatever is answered has left, unless a caller does not read. */
  async #answered(): Promise<void> {
    const late = Promise.withResolvers<void>()
    using _timer = systemClock.after(graceMs, late.resolve)
    await Promise.race([Promise.allSettled(this.#answering), late.promise])
  }

  /** Ends everything at once. Safe to call again. */
  async stop(): Promise<void> {
    await this.#resources[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}

/** How the emulator's environment differs from Lambda's. */
const emulated: SimulatorOptions = {
  initialize: 'on-invoke',
  tracing: 'pass-through',
  invocationLimit: 0,
}

/** The answer comes when everybody is done, extensions included. Captured. */
async function invoke(
  simulator: Simulator,
  reader: JournalReader,
  timeoutSeconds: number,
  event: Buffer,
  call: InvokeOptions,
): Promise<EmulatedAnswer> {
  try {
    const invocation = simulator.enqueue(event, call)
    await invocation.done({ timeoutMs: Infinity })
    const end = reader.takeEnd(invocation.requestId)
    const payload = invocation.result?.payload
    if (end === undefined || payload === undefined) return cutOff
    return emulatedAnswer({ ...end, status: end.report.status, payload }, timeoutSeconds)
  } catch (error) {
    if (SimulatorError.is(error) && error.code === 'ERR_SIMULATOR_STOPPED') return cutOff
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
