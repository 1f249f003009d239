import { Resources } from '@sim/core'
import { Simulator, type SimulatorOptions } from '@sim/simulator'
import { patient } from '../seed/patience.ts'
import { extensionThat, runtimeThat, type Script } from './actors.ts'
import { HttpListener } from './http-listener.ts'
import { Prompter } from './prompter.ts'

/** Who plays, and on which stage. */
export interface Cast {
  readonly options?: SimulatorOptions
  readonly runtime?: Script
  /** Further variables of the runtime. */
  readonly variables?: Readonly<Record<string, string>>
  /** By their names, in the order in which they are started; each is told where the listener is. */
  readonly extensions?: Readonly<Record<string, (uri: string) => Script>>
}

/** An environment of real programs, each of which does what its script says, with a listener that they may subscribe. */
export class Play implements AsyncDisposable {
  readonly simulator: Simulator
  readonly prompter: Prompter
  readonly listener: HttpListener
  readonly #resources: Resources

  private constructor(
    simulator: Simulator,
    prompter: Prompter,
    listener: HttpListener,
    resources: Resources,
  ) {
    this.simulator = simulator
    this.prompter = prompter
    this.listener = listener
    this.#resources = resources
  }

  static async start(cast: Cast): Promise<Play> {
    const { options = {}, runtime, extensions = {} } = cast
    await using resources = new Resources()
    const listener = resources.use(await HttpListener.start())
    const prompter = resources.use(await Prompter.start())
    const { variables } = prompter
    const simulator = resources.use(
      await Simulator.start({
        ...patient,
        telemetryDestinations: 'strict',
        tracing: 'pass-through',
        runtime: runtimeThat(runtime, { ...variables, ...cast.variables }),
        extensions: Object.entries(extensions).map(([name, script]) =>
          extensionThat(name, script(listener.uri), variables),
        ),
        ...options,
      }),
    )
    prompter.follow(simulator)
    return new Play(simulator, prompter, listener, resources.move())
  }

  /** Ends every program at once. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources[Symbol.asyncDispose]()
  }
}
