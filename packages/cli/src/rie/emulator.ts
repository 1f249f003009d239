import { Resources } from '@sim/core'
import { listen } from '@sim/protocol'
import {
  Simulator,
  type JournalEntry,
  type Sandbox,
  type SimulatorOptions,
  type Surroundings,
} from '@sim/simulator'
import type { Writable } from 'node:stream'
import { emulatedApis, type EmulatedApisOptions } from './emulated-apis.ts'
import { EmulatedInvocations } from './emulated-invocations.ts'
import { emulatedRuntime } from './emulated-runtime.ts'
import { invocationsEndpoint, invocationsPath } from './invocations-endpoint.ts'
import { JournalReader } from './journal-reader.ts'
import type { NetworkAddress } from './network-address.ts'
import { PendingAnswers } from './pending-answers.ts'
import { Recollection } from './recollection.ts'
import { RestoreNext } from './restore-next.ts'
import type { RieLog } from './rie-log.ts'

/** What an emulator is made of. */
export interface EmulatorOptions {
  readonly simulator: SimulatorOptions
  /** Where its processes live, and what they are given. */
  readonly sandbox: Sandbox
  readonly apis: EmulatedApisOptions
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
  readonly #recollection: Recollection
  readonly #answers: PendingAnswers
  readonly #resources: Resources

  private constructor(
    simulator: Simulator,
    recollection: Recollection,
    url: string,
    answers: PendingAnswers,
    resources: Resources,
  ) {
    this.runtimeApi = simulator.runtimeApi
    this.invocationsUrl = `${url}${invocationsPath}`
    this.#simulator = simulator
    this.#recollection = recollection
    this.#answers = answers
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
    const recollection = new Recollection()
    const restore = new RestoreNext(() => turns.running)
    const surroundings = surroundingsOf(options, recollection, restore)
    const simulator = resources.use(await Simulator.start(settings, surroundings))
    const turns = new EmulatedInvocations(simulator, recollection, timeoutSeconds)
    const reader = new JournalReader(stdout, log, simulator.settings.functionVersion)
    const read = (entry: JournalEntry) => {
      reader.read(entry)
      recollection.read(entry)
    }
    resources.use(simulator.journal.subscribe((entry) => entry && read(entry)))
    const answers = new PendingAnswers()
    const door = answers.of(invocationsEndpoint((event, call) => turns.invoke(event, call)))
    const onError = (error: unknown) => log.write('error', String(error))
    const { url } = resources.use(await listen(door, { ...invocations, onError }))
    return new Emulator(simulator, recollection, url, answers, resources.move())
  }

  /**
   * Ends in order, with SHUTDOWN for the extensions; what runs or waits is cut off, as in the emulator. Callers have two seconds to
   * read their answers. Safe to call again. Core: `rapidcore/sandbox_builder.go`.
   */
  async shutdown(): Promise<void> {
    this.#recollection.ending()
    await this.#simulator.shutdown({ cutOff: true })
    await this.#answers.settled()
    await this.stop()
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
  initialize: 'inside-invoke',
  tracing: 'none',
  invocationLimit: 0,
  // The function's own time is all that bounds a restore.
  restoreTimeoutMs: 900_000,
}

function surroundingsOf(
  { sandbox, apis, simulator }: EmulatorOptions,
  recollection: Recollection,
  restore: RestoreNext,
): Surroundings {
  const hasSnapshots = simulator.initializationType === 'snap-start'
  return {
    sandbox,
    ahead: [...emulatedApis(apis), ...(hasSnapshots ? [restore.middleware()] : [])],
    runtimeService: (service) =>
      restore.over(emulatedRuntime(service, (body) => recollection.initErrorComes(body))),
    shutdownReason: (reason) => recollection.spell(reason),
  }
}
