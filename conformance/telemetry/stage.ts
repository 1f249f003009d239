import { Resources } from '@sim/core'
import type { SimulatorOptions } from '@sim/simulator'
import type { ExtensionClient } from '../seed/extension-client.ts'
import { Scene } from '../seed/scene.ts'
import { HttpListener, type HttpListenerOptions } from './http-listener.ts'
import { request, subscribe } from './subscribe.ts'

/** An environment with one external extension `E`, which the test plays, and a listener that it subscribes. */
export class Stage implements AsyncDisposable {
  readonly scene: Scene
  /** Registered for both events; it has not asked for its first one. */
  readonly extension: ExtensionClient
  readonly listener: HttpListener
  readonly #resources: Resources

  private constructor(
    scene: Scene,
    extension: ExtensionClient,
    listener: HttpListener,
    resources: Resources,
  ) {
    this.scene = scene
    this.extension = extension
    this.listener = listener
    this.#resources = resources
  }

  /** `options`: of the simulator; `others` are extensions that start with `E`. */
  static async start(
    options: SimulatorOptions = {},
    others: readonly string[] = [],
    listening: HttpListenerOptions = {},
  ): Promise<Stage> {
    await using resources = new Resources()
    const listener = resources.use(await HttpListener.start(listening))
    const extensions = ['E', ...others].map((name) => ({ name }))
    const strict: SimulatorOptions = { telemetryDestinations: 'strict' }
    const scene = resources.use(await Scene.start({ ...strict, extensions, ...options }))
    const extension = await scene.extension('E', ['INVOKE', 'SHUTDOWN'])
    return new Stage(scene, extension, listener, resources.move())
  }

  /** `host:port` of the APIs. */
  get address(): string {
    return this.scene.simulator.runtimeApi
  }

  /** Subscribes `E`, with what differs from a usual request. */
  async subscribe(differing: object = {}): Promise<void> {
    await subscribe(this.address, this.extension, request(this.listener.uri, differing))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources[Symbol.asyncDispose]()
  }
}
