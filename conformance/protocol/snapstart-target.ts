import type { Simulator } from '@sim/simulator'
import type { Exchange } from '../http/send.ts'
import type { CaseCall } from './protocol-case.ts'
import { SimulatorTarget } from './simulator-target.ts'

/** Plays cases against an environment that is initialised for a snapshot. What waits in the snapshot is restored. */
export class SnapstartTarget extends SimulatorTarget {
  readonly #simulator: Simulator

  constructor(simulator: Simulator) {
    super(simulator)
    this.#simulator = simulator
  }

  /** `{{token}}` is what processes fetch their credentials with. */
  override get variables(): Readonly<Record<string, string>> {
    const { AWS_CONTAINER_AUTHORIZATION_TOKEN: token = '' } =
      this.#simulator.environmentFor('runtime')
    return { token }
  }

  override watchFor(call: CaseCall): (exchange: Exchange) => Promise<void> {
    const arrived = super.watchFor(call)
    if (call.path !== '/2018-06-01/runtime/restore/next') return arrived
    return async (exchange) => {
      await arrived(exchange)
      // A case that never gets so far leaves it open, and its environment is stopped.
      this.#simulator.restore().catch(() => undefined)
    }
  }
}
