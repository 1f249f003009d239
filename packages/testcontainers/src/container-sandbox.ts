import { identify, type ProcessIdentity } from '@sim/freeze'
import type { SpawnOptions } from '@sim/process'
import type { Sandbox, SandboxProcess } from '@sim/simulator'
import { createTransport, type Transport } from '@sim/telemetry-api'
import { runtimeApiInside } from './relay-container.ts'
import type { RelayClient } from './relay-client.ts'
import { spawnInside, type Inside } from './spawn-inside.ts'
import type { ContainerSignals } from './container-signals.ts'

/** A container in which the processes of an environment live. They reach the APIs, and are reached, by a relay. */
export class ContainerSandbox implements Sandbox {
  readonly signals: ContainerSignals
  readonly telemetry: Transport
  readonly #inside: Inside
  readonly #relay: RelayClient

  constructor(inside: Inside, relay: RelayClient) {
    this.#inside = inside
    this.#relay = relay
    this.signals = inside.signals
    this.telemetry = createTransport({
      createConnection: ({ port }) => relay.connect(port),
    })
  }

  runtimeApi(address: string): string {
    // What comes from inside is a sign that something has changed there.
    this.#relay.serve(address, () => this.signals.refreshSoon())
    return runtimeApiInside
  }

  spawn(options: SpawnOptions): Promise<SandboxProcess> {
    return spawnInside(this.#inside, options)
  }

  identify(pid: number): ProcessIdentity {
    return identify(pid, this.signals)
  }

  /** As of the last reading, which is seldom older than the last call of the process. */
  peakMemoryKb(pid: number): number {
    this.signals.refreshSoon()
    return this.signals.peakMemoryKb(pid)
  }
}
