import { Resources } from '@sim/core'
import { Simulator, type Invocation, type SimulatorOptions } from '@sim/simulator'
import { ExtensionClient } from './extension-client.ts'
import { patient, soon } from './patience.ts'
import { RuntimeClient, type RuntimeEvent } from './runtime-client.ts'

/** One invocation that is over, as its caller and the runtime saw it. */
export interface Served {
  readonly invocation: Invocation
  readonly event: RuntimeEvent
}

/** An environment in which a test plays the extensions, and the runtime unless the options have one. */
export class Scene implements AsyncDisposable {
  readonly simulator: Simulator
  readonly runtime: RuntimeClient
  readonly #extensions: ExtensionClient[] = []
  readonly #resources: Resources

  private constructor(simulator: Simulator, runtime: RuntimeClient, resources: Resources) {
    this.simulator = simulator
    this.runtime = runtime
    this.#resources = resources
  }

  static async start(options: SimulatorOptions = {}): Promise<Scene> {
    await using resources = new Resources()
    const simulator = resources.use(await Simulator.start({ ...patient, ...options }))
    const runtime = resources.use(new RuntimeClient(simulator.runtimeApi))
    return new Scene(simulator, runtime, resources.move())
  }

  /** Registers an extension: an external one if the options named it, else an internal one. */
  async extension(name: string, events: readonly string[] = ['INVOKE']): Promise<ExtensionClient> {
    const { runtimeApi } = this.simulator
    const extension = await ExtensionClient.register(runtimeApi, name, events)
    this.#extensions.push(this.#resources.use(extension))
    return extension
  }

  /** Ends init: everyone asks for the next event. */
  async ready(): Promise<void> {
    const { runtime, functionDirectory } = this.simulator.settings
    if (runtime === undefined && functionDirectory === undefined) this.runtime.park()
    for (const extension of this.#extensions) extension.park()
    await this.simulator.waitForPhase('idle', soon)
  }

  /** One invocation of a runtime that is a process, from its begin to its end. */
  async invoke(payload: unknown): Promise<Invocation> {
    if (this.simulator.phase === 'init') await this.ready()
    const invocation = this.simulator.enqueue(payload)
    await this.extensionsDone()
    await invocation.done(soon)
    return invocation
  }

  /** One invocation from its begin to its end; afterwards everyone asks for the next event. */
  async serve(payload: unknown, answer: unknown = { ok: true }): Promise<Served> {
    if (this.simulator.phase === 'init') await this.ready()
    const invocation = this.simulator.enqueue(payload)
    const event = await this.runtime.next()
    await this.runtime.respond(event.requestId, answer)
    this.runtime.park()
    await this.extensionsDone()
    await invocation.done(soon)
    return { invocation, event }
  }

  /** Every extension that gets INVOKE takes it and asks for the next event. */
  async extensionsDone(): Promise<void> {
    for (const extension of this.#extensions) {
      if (!extension.events.includes('INVOKE')) continue
      await extension.next()
      extension.park()
    }
  }

  /** Stops the simulator and hangs up everyone. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources[Symbol.asyncDispose]()
  }
}
