import { SimulatorError, type Resources, type WaitLimits } from '@sim/core'
import type { FreezeOutcome, ThreadState } from '@sim/freeze'
import type { Invocation, InvokeOptions, ProcessRole, Simulator } from '@sim/simulator'
import type { Readable } from 'node:stream'
import {
  AbstractStartedContainer,
  type StartedTestContainer,
  type StoppedTestContainer,
  type StopOptions,
} from 'testcontainers'
import type { ContainerSignals } from './container-signals.ts'
import { functionOutput, type OutputSelection } from './function-output.ts'

/** What a running environment consists of. */
export interface LambdaContainerParts {
  readonly simulator: Simulator
  readonly signals: ContainerSignals
  /** Owns the network of the function's container. */
  readonly relay: StartedTestContainer
  readonly session: string
  readonly resources: Resources
}

/** A process of the environment, as its kernel shows it. */
export interface ProcessInside {
  readonly role: ProcessRole
  /** `runtime`, or the extension's name. */
  readonly name: string
  /** Its number inside the container. */
  readonly pid: number
  /** As `proc_pid_stat(5)` has it; `gone` when there is no such process any more. */
  readonly state: string
  /** Every thread of it; all are in state `T` when it is frozen. */
  readonly threads: readonly ThreadState[]
}

/** A containerised function that runs: invoke it, look into it, freeze it, stop it. */
export class StartedLambdaContainer extends AbstractStartedContainer {
  /** The environment around the container: its journal, telemetry, waits and freezer. */
  readonly simulator: Simulator
  /** The value of the label `sim.testcontainers` that both of its containers carry. */
  readonly session: string
  readonly #parts: LambdaContainerParts
  #stopped: Promise<StoppedTestContainer> | undefined

  constructor(container: StartedTestContainer, parts: LambdaContainerParts) {
    super(container)
    this.simulator = parts.simulator
    this.session = parts.session
    this.#parts = parts
  }

  /** Invokes the function and resolves when its caller has an answer, whatever it is. See `Simulator.invoke`. */
  invoke(payload?: unknown, options: InvokeOptions & WaitLimits = {}): Promise<Invocation> {
    return this.simulator.invoke(payload, options)
  }

  /** The processes of the environment, with their states as they are read inside now. */
  async states(): Promise<readonly ProcessInside[]> {
    const { simulator, signals } = this.#parts
    await signals.refresh()
    return simulator.processes.map(({ role, name, pid }) => {
      const state = signals.read(pid)?.state ?? 'gone'
      return { role, name, pid, state, threads: signals.threads(pid) }
    })
  }

  /**
   * Stops every process inside until it is thawed or there is work. Resolves when every thread was seen to be
   * stopped; with `disabled` unless the option `freeze` is `process`. Rejects as `FreezeController.freezeAtEpoch`
   * does.
   */
  async freeze(limits: WaitLimits = {}): Promise<FreezeOutcome> {
    const { freezer } = this.simulator
    return freezer.freezeAtEpoch(freezer.epoch, limits)
  }

  /** Resumes every process inside, and resolves when that has been done. */
  async thaw(): Promise<void> {
    this.simulator.freezer.unfreeze()
    await this.#parts.signals.refresh()
  }

  /** What the runtime and the extensions write, a line each. `since`: seconds since 1970. */
  override async logs(options: OutputSelection = {}): Promise<Readable> {
    return functionOutput(this.simulator, options)
  }

  /**
   * Finishes what runs and what waits, shuts down as the platform does, then removes the containers. Safe to call
   * again. It cannot keep them: throws `ERR_INVALID_OPTIONS` for `remove: false`.
   */
  override async stop(options: Partial<StopOptions> = {}): Promise<StoppedTestContainer> {
    if (options.remove === false) {
      throw new SimulatorError(
        'ERR_INVALID_OPTIONS',
        'remove must be true, found false: this container is removed when it ends',
      )
    }
    return (this.#stopped ??= this.#stop())
  }

  /** Refuses with `ERR_RESTART_UNSUPPORTED`: an environment does not come back. Start another one. */
  override async restart(): Promise<void> {
    throw new SimulatorError(
      'ERR_RESTART_UNSUPPORTED',
      'a function that runs in a container cannot be restarted: stop it and start another one',
    )
  }

  /** Of a port that `withExposedPorts` named: on the host. */
  override getMappedPort(port: number | `${number}/${'tcp' | 'udp'}`, protocol?: string): number {
    const { relay } = this.#parts
    return typeof port === 'number'
      ? relay.getMappedPort(port, protocol)
      : relay.getMappedPort(port)
  }

  override getHostname(): string {
    return this.#parts.relay.getHostname()
  }

  override getNetworkNames(): string[] {
    return this.#parts.relay.getNetworkNames()
  }

  override getNetworkId(networkName: string): string {
    return this.#parts.relay.getNetworkId(networkName)
  }

  override getIpAddress(networkName: string): string {
    return this.#parts.relay.getIpAddress(networkName)
  }

  async #stop(): Promise<StoppedTestContainer> {
    const { simulator, resources } = this.#parts
    try {
      await simulator.shutdown()
    } finally {
      await resources[Symbol.asyncDispose]()
    }
    const id = this.getId()
    const copyArchiveFromContainer = () =>
      Promise.reject(
        new SimulatorError(
          'ERR_CONTAINER_REMOVED',
          `container ${id} was removed when it was stopped`,
        ),
      )
    return { getId: () => id, copyArchiveFromContainer }
  }
}
