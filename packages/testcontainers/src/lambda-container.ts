import type { SimulatorOptions } from '@sim/simulator'
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { GenericContainer, PortWithOptionalBinding, StartedNetwork } from 'testcontainers'
import { containerRuntime, type ContainerRuntimeClient } from './container-runtime.ts'
import { imageFacts, runtimeCommand, type ImageFacts } from './image-facts.ts'
import {
  checkCommand,
  checkOptions,
  checkPath,
  checkText,
  type LambdaContainerOptions,
} from './lambda-container-options.ts'
import { LeashedContainer } from './leashed-container.ts'
import { RelayContainer } from './relay-container.ts'
import { relayImage } from './relay-image.ts'
import { clearAbandoned } from './session.ts'
import { holderCommand, startEnvironment, type EnvironmentPlan } from './start-environment.ts'
import type { StartedLambdaContainer } from './started-lambda-container.ts'

/** How long `start()` waits for the end of init, in milliseconds, when `withStartupTimeout` says nothing else. */
const defaultStartupMs = 60_000

/**
 * A function in an image of its own, to be run in a simulated execution environment.
 *
 * The APIs stay in this process. In the container nothing runs but the image's extensions and its runtime, started
 * and watched as the platform does. The image needs `/bin/sh`. All that `GenericContainer` can do works, except what
 * contradicts that; what concerns the network goes to a second container that owns it.
 */
export class LambdaContainer extends LeashedContainer {
  readonly #forRelay: ((relay: GenericContainer) => unknown)[] = []
  #handler: string | undefined
  #command: string[] | undefined
  #entrypoint: string[] | undefined
  #runtime: string[] | undefined
  #relayImage: string | undefined
  #options: LambdaContainerOptions = {}
  #lastStart: Promise<unknown> = Promise.resolve()

  constructor(image: string) {
    super(checkText('the image', image))
  }

  /** The handler: `_HANDLER`, and the image's command instead of its own unless `withCommand` says otherwise. */
  withHandler(handler: string): this {
    this.#handler = checkText('the handler', handler)
    return this
  }

  /** The arguments of the image's entrypoint instead of its own `CMD`. */
  override withCommand(command: string[]): this {
    this.#command = checkCommand('the command', command)
    return this
  }

  /** What starts the runtime instead of the image's `ENTRYPOINT`; the image's `CMD` does not count then. */
  override withEntrypoint(entrypoint: string[]): this {
    this.#entrypoint = checkCommand('the entrypoint', entrypoint)
    return this
  }

  /** The whole command of the runtime, whatever the image says. */
  withRuntime(command: string[]): this {
    this.#runtime = checkCommand('the runtime', command)
    return this
  }

  /**
   * Copies an external extension into the container. A file goes to `/opt/extensions`; the content of a directory
   * with an `extensions` directory in it, as layers have it, to `/opt`; that of any other directory to
   * `/opt/extensions`. Everything becomes executable. Throws `ERR_INVALID_OPTIONS` when there is nothing at the path.
   */
  withExtension(path: string): this {
    const extension = checkPath('an extension', path, 'file or directory')
    const { path: source, isDirectory } = extension
    const mode = 0o755
    if (!isDirectory) {
      const target = `/opt/extensions/${basename(source)}`
      return this.withCopyFilesToContainer([{ source, target, mode }])
    }
    const target = existsSync(join(source, 'extensions')) ? '/opt' : '/opt/extensions'
    return this.withCopyDirectoriesToContainer([{ source, target, mode }])
  }

  /** Copies a directory's content to `/var/task`. Throws `ERR_INVALID_OPTIONS` when it is none. */
  withFunctionDirectory(directory: string): this {
    const { path: source } = checkPath('the function directory', directory, 'directory')
    return this.withCopyDirectoriesToContainer([{ source, target: '/var/task' }])
  }

  /** Options of the simulator; later calls add to earlier ones. Throws `ERR_INVALID_OPTIONS`. */
  withOptions(options: LambdaContainerOptions): this {
    this.#options = { ...this.#options, ...checkOptions(options) }
    return this
  }

  /** The function's own variables, over those of the image. */
  override withEnvironment(environment: Record<string, string>): this {
    this.environment = { ...this.environment, ...environment }
    return this
  }

  /**
   * An image with `node` for the relay, which lets this process reach into the container. By default one is made of
   * the running Node on Linux, and `node:24-alpine` is taken elsewhere.
   */
  withRelayImage(image: string): this {
    this.#relayImage = checkText('the image of the relay', image)
    return this
  }

  override withNetwork(network: StartedNetwork): this {
    return this.#ofRelay((relay) => relay.withNetwork(network))
  }

  override withNetworkMode(networkMode: string): this {
    return this.#ofRelay((relay) => relay.withNetworkMode(networkMode))
  }

  override withNetworkAliases(...aliases: string[]): this {
    return this.#ofRelay((relay) => relay.withNetworkAliases(...aliases))
  }

  override withExtraHosts(extraHosts: { host: string; ipAddress: string }[]): this {
    return this.#ofRelay((relay) => relay.withExtraHosts(extraHosts))
  }

  override withExposedPorts(...ports: PortWithOptionalBinding[]): this {
    return this.#ofRelay((relay) => relay.withExposedPorts(...ports))
  }

  override withHostname(hostname: string): this {
    return this.#ofRelay((relay) => relay.withHostname(hostname))
  }

  /**
   * Starts the containers, the extensions and the runtime, and resolves when init is over. An init that fails is no
   * error here: as on the platform, the next invocation tells of it.
   *
   * Rejects with `ERR_NO_CONTAINER_RUNTIME`, `ERR_IMAGE_UNAVAILABLE`, `ERR_IMAGE_COMMAND`, `ERR_IMAGE_SHELL`,
   * `ERR_RELAY_IMAGE`, `ERR_RELAY`, `ERR_CONTAINER_START`, `ERR_SANDBOX_CONTROL`, or what `Simulator.start` rejects
   * with; nothing is left then.
   */
  override start(): Promise<StartedLambdaContainer> {
    // Each start configures the container that is created next.
    const start = this.#lastStart.then(() => this.#start())
    this.#lastStart = start.catch(() => undefined)
    return start
  }

  async #start(): Promise<StartedLambdaContainer> {
    const client = await containerRuntime()
    const pull = this.pullPolicy.shouldPull()
    const { platform } = this.createOpts
    const facts = await imageFacts(client, this.imageName, { mayPull: pull !== 'never', platform })
    const options = this.#simulatorOptions(facts)
    await clearAbandoned(client)
    return startEnvironment(client, {
      options,
      startupTimeoutMs: this.startupTimeoutMs ?? defaultStartupMs,
      startRelay: (labels) => this.#startRelay(client, labels),
      startHolder: (labels, networkMode) => this.#startHolder(labels, networkMode),
    })
  }

  #simulatorOptions(facts: ImageFacts): SimulatorOptions {
    const choice = {
      runtime: this.#runtime,
      entrypoint: this.#entrypoint,
      command: this.#command,
      handler: this.#handler,
    }
    const [command, ...args] = runtimeCommand(this.imageName.string, facts, choice)
    const { environment, ...options } = this.#options
    const handler = this.#handler ?? (this.#runtime === undefined ? loneArgument(args) : undefined)
    return {
      ...options,
      ...(handler === undefined ? {} : { handler }),
      environment: { ...facts.environment, ...this.environment, ...environment },
      runtime: { command, args },
    }
  }

  async #startRelay(client: ContainerRuntimeClient, labels: Record<string, string>) {
    const relay = new RelayContainer(await relayImage(client, this.#relayImage))
    for (const configure of this.#forRelay) configure(relay)
    return relay.withLabels(labels).startFor(client)
  }

  async #startHolder(
    labels: Record<string, string>,
    networkMode: string,
  ): ReturnType<EnvironmentPlan['startHolder']> {
    this.withLabels(labels)
    this.networkMode = networkMode
    this.createOpts.Entrypoint = holderCommand
    this.createOpts.Cmd = []
    const container = await super.start()
    return { container, leash: this.takeLeash(container.getId()) }
  }

  #ofRelay(configure: (relay: GenericContainer) => unknown): this {
    this.#forRelay.push(configure)
    return this
  }
}

/** AWS's base images take the handler as their only argument. */
function loneArgument(args: readonly string[]): string | undefined {
  return args.length === 1 ? args[0] : undefined
}
