import { Resources, SimulatorError } from '@sim/core'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { StartedTestContainer } from 'testcontainers'
import { engineMessage, type ContainerRuntimeClient } from './container-runtime.ts'
import type { Leash } from './leash.ts'
import { LeashedContainer } from './leashed-container.ts'
import { RelayClient } from './relay-client.ts'

const program = fileURLToPath(new URL('../relay/relay.cjs', import.meta.url))

/** Where the Runtime API is inside, as on the platform. Documented: port 9001 is reserved. */
const apiPort = 9001

/** Where the host comes in: above the ports that Linux gives to outgoing connections. */
const doorPort = 65_432

/** What `AWS_LAMBDA_RUNTIME_API` is inside. */
export const runtimeApiInside = `127.0.0.1:${apiPort}`

/** How long a relay may take until it listens, in milliseconds. */
const readyMs = 30_000

/** A container that owns the network of a sandbox and lets this process reach in. */
export class RelayContainer extends LeashedContainer {
  readonly #secret = randomBytes(16).toString('hex')

  constructor(image: string) {
    super(image)
    this.withEntrypoint(['node'])
    this.withCommand(['-e', readFileSync(program, 'utf8')])
    this.withEnvironment({
      SIM_RELAY_SECRET: this.#secret,
      SIM_RELAY_API_PORT: String(apiPort),
      SIM_RELAY_DOOR_PORT: String(doorPort),
    })
    this.withExposedPorts(doorPort)
    // Listeners bind these names: they must lead to an address of the sandbox itself.
    this.withExtraHosts(
      ['sandbox.localdomain', 'sandbox'].map((host) => ({ host, ipAddress: '127.0.0.1' })),
    )
  }

  /**
   * Starts it and resolves once it lets this process in. Rejects with `ERR_RELAY`; what is left then is to be
   * removed by its session.
   */
  async startFor(client: ContainerRuntimeClient): Promise<StartedRelay> {
    const { host } = client.info.containerRuntime
    const address = await ownAddress(host)
    if (address !== undefined) this.#publishAt(address)
    await using resources = new Resources()
    try {
      const container = await super.start()
      const leash = resources.use(this.takeLeash(container.getId()))
      await leash.written('ready ', { timeoutMs: readyMs })
      if (leash.isOver) throw new Error(leash.text.trim() || 'it ended at once')
      const port = container.getMappedPort(doorPort)
      const door = { host: address ?? host, port, secret: this.#secret }
      const relay = resources.use(new RelayClient(door))
      leash.onEnd(() => relay[Symbol.dispose]())
      return { container, relay, leash, resources: resources.move() }
    } catch (cause) {
      throw new SimulatorError('ERR_RELAY', `the relay did not start: ${engineMessage(cause)}`, {
        cause,
      })
    }
  }

  /** Nobody else on the network is to find the door. */
  #publishAt(address: string): void {
    const key = `${doorPort}/tcp`
    const bindings = this.hostConfig.PortBindings as Record<string, object[]>
    this.hostConfig.PortBindings = { ...bindings, [key]: [{ HostIp: address, HostPort: '0' }] }
  }
}

/** A relay that runs. */
export interface StartedRelay {
  readonly container: StartedTestContainer
  readonly relay: RelayClient
  readonly leash: Leash
  /** Ends it and removes it. */
  readonly resources: Resources
}

/**
 * An address that leads to this machine's engine, and that no other machine knows; `undefined` for an engine elsewhere.
 *
 * Where the engine is thought to be around this process, it is reached at the address of its bridge, which this
 * machine may have itself.
 */
async function ownAddress(host: string): Promise<string | undefined> {
  if (host === 'localhost') return '127.0.0.1'
  // A bridge without a container is not among the interfaces that Node lists, yet one can listen at it.
  const server = createServer().listen(0, host)
  try {
    await once(server, 'listening')
    return host
  } catch {
    return undefined
  } finally {
    server.close()
  }
}
