import { Environment, type EnvironmentOptions } from './environment.ts'
import { Kernel, type KernelOptions } from './kernel.ts'
import type { ShutdownOptions, ShutdownReport } from './shut-down.ts'

/** What an environment of a set may choose for itself. */
export type MemberOptions = Omit<EnvironmentOptions, keyof KernelOptions>

/** Environments whose processes may link, watch and message each other: one host of several of them. */
export class Environments implements AsyncDisposable {
  readonly #kernel: Kernel
  readonly #environments = new Map<string, Environment>()
  #numbers = 0

  constructor(options: KernelOptions = {}) {
    this.#kernel = new Kernel(options)
  }

  /** Makes one. `id` is `env-1`, `env-2`, … by default. Throws `ERR_ENVIRONMENT_EXISTS` if the set has one of this id. */
  create(options: MemberOptions = {}): Environment {
    const { id = this.#nextId() } = options
    const environment = new Environment({ ...options, id }, this.#kernel)
    this.#forgetClosed()
    this.#environments.set(id, environment)
    return environment
  }

  /** The one with this id, unless it was shut down. */
  get(id: string): Environment | undefined {
    return this.#kernel.directories.has(id) ? this.#environments.get(id) : undefined
  }

  /** Those that were not shut down, in the order in which they were made. */
  list(): readonly Environment[] {
    return [...this.#kernel.directories.keys()].map(
      (id) => this.#environments.get(id) as Environment,
    )
  }

  /** Shuts all of them down, side by side. */
  async shutdown(options?: ShutdownOptions): Promise<ReadonlyMap<string, ShutdownReport>> {
    const all = this.list()
    const reports = await Promise.all(all.map((environment) => environment.shutdown(options)))
    return new Map(all.map(({ id }, index) => [id, reports[index] as ShutdownReport]))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown()
  }

  #forgetClosed(): void {
    for (const id of this.#environments.keys()) {
      if (!this.#kernel.directories.has(id)) this.#environments.delete(id)
    }
  }

  #nextId(): string {
    do this.#numbers += 1
    while (this.#kernel.directories.has(`env-${this.#numbers}`))
    return `env-${this.#numbers}`
  }
}
