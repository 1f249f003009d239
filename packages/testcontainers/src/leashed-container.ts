import { SimulatorError } from '@sim/core'
import { GenericContainer, type WaitStrategy } from 'testcontainers'
import { containerRuntime } from './container-runtime.ts'
import { Leash } from './leash.ts'

/**
 * A container that ends with this process, and is removed by the engine then: nothing has to watch.
 *
 * What it runs must end with its standard input.
 */
export class LeashedContainer extends GenericContainer {
  readonly #leashes = new Map<string, Leash>()

  constructor(image: string) {
    super(image)
    Object.assign(this.createOpts, { OpenStdin: true, StdinOnce: true })
    this.hostConfig.AutoRemove = true
    // No reaper is needed, nor its image.
    this.autoCleanup = false
    this.autoRemove = false
    this.waitStrategy = atOnce
  }

  /** Refuses to keep what was stopped: the engine removes what ends. */
  override withAutoRemove(autoRemove: boolean): this {
    if (autoRemove) return this
    throw new SimulatorError(
      'ERR_INVALID_OPTIONS',
      'withAutoRemove must be true, found false: this container is removed when it ends',
    )
  }

  /** Refuses: each container ends with the process that started it. */
  override withReuse(): this {
    throw new SimulatorError(
      'ERR_INVALID_OPTIONS',
      'withReuse is not allowed: this container ends with the process that started it',
    )
  }

  /** Takes hold of it before it is started, so that there is no moment without a leash. */
  protected override async containerCreated(id: string): Promise<void> {
    const { container } = await containerRuntime()
    this.#leashes.set(id, await Leash.attach(container.getById(id)))
  }

  /** Hands over the leash of a container that was started. */
  protected takeLeash(id: string): Leash {
    const leash = this.#leashes.get(id)
    this.#leashes.delete(id)
    if (leash === undefined) throw new Error(`container ${id} was not created here`)
    return leash
  }
}

/** Whoever starts such a container judges by its output whether it is ready. */
const atOnce: WaitStrategy = {
  waitUntilReady: () => Promise.resolve(),
  withStartupTimeout: () => atOnce,
  isStartupTimeoutSet: () => true,
  getStartupTimeout: () => 0,
}
