import { Log, waitFor } from '@sim/core'
import type { Environment, EnvironmentEvent, ExitReason } from '@sim/process'
import { soon } from '../seed/patience.ts'

type Restarted = Extract<EnvironmentEvent, { readonly type: 'restarted' }>

/** The restarts in an environment, from now on. */
export class Restarts {
  readonly #log = new Log<Restarted>()

  constructor(environment: Environment) {
    environment.subscribe((event) => {
      if (event.type === 'restarted') this.#log.append(event)
    })
  }

  /** Which children, in their order. */
  get children(): readonly string[] {
    return this.#log.entries().map(({ child }) => child)
  }

  /** Why, in their order. */
  get reasons(): readonly ExitReason[] {
    return this.#log.entries().map(({ reason }) => reason)
  }

  /** Resolves when there were so many. */
  async reach(count: number): Promise<void> {
    await waitFor(this.#log, () => this.#log.size >= count, { what: `${count} restarts`, ...soon })
  }
}
