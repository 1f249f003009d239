import { systemClock, type Clock } from '@sim/core'
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import process from 'node:process'
import type { ContainerRuntimeClient } from './container-runtime.ts'

/** The label that every container of ours carries; its value is the session. */
export const sessionLabel = 'sim.testcontainers'

/** The label that says which process has created a container: `host/pid`. */
export const ownerLabel = 'sim.testcontainers.owner'

/** For how many seconds a container of another machine may have been created without being started. */
const mostCreatedSeconds = 300

/** What an engine says of a container in a list. */
type Listed = Awaited<
  ReturnType<ContainerRuntimeClient['container']['dockerode']['listContainers']>
>[number]

/** The containers that belong to one started environment. */
export class Session {
  /** The value of the label. */
  readonly id: string = randomUUID()
  readonly #client: ContainerRuntimeClient

  constructor(client: ContainerRuntimeClient) {
    this.#client = client
  }

  get labels(): Record<string, string> {
    return { [sessionLabel]: this.id, [ownerLabel]: `${hostname()}/${process.pid}` }
  }

  /** Removes whatever is left of this session, started or not. */
  async clear(): Promise<void> {
    await remove(this.#client, { label: [`${sessionLabel}=${this.id}`] }, () => true)
  }
}

/**
 * Removes what was created and will never be started: its creator was killed in that very moment, when a container
 * has no input yet that could end it. A creator on another machine is thought to be dead after a while.
 */
export async function clearAbandoned(
  client: ContainerRuntimeClient,
  clock: Clock = systemClock,
): Promise<void> {
  const limit = clock.now() / 1000 - mostCreatedSeconds
  await remove(client, { label: [sessionLabel], status: ['created'] }, (container) => {
    const { Created: created, Labels: labels } = container
    const alive = isOwnerAlive(labels[ownerLabel] ?? '')
    return alive === undefined ? created < limit : !alive
  })
}

/** `undefined` for an owner on another machine. */
function isOwnerAlive(owner: string): boolean | undefined {
  const at = owner.lastIndexOf('/')
  if (owner.slice(0, at) !== hostname()) return undefined
  try {
    process.kill(Number(owner.slice(at + 1)), 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

async function remove(
  { container: { dockerode } }: ContainerRuntimeClient,
  filters: Record<string, string[]>,
  isMeant: (container: Listed) => boolean,
): Promise<void> {
  const containers = await dockerode.listContainers({ all: true, filters })
  const removals = containers
    .filter(isMeant)
    // The engine may be removing it by itself at this moment.
    .map(({ Id: id }) =>
      dockerode
        .getContainer(id)
        .remove({ force: true, v: true })
        .catch(() => undefined),
    )
  await Promise.all(removals)
}
