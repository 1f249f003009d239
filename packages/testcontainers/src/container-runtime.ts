import { SimulatorError } from '@sim/core'
import { getContainerRuntimeClient, type ContainerRuntimeClient } from 'testcontainers'

export type { ContainerRuntimeClient }

/** A container as the engine's API knows it. */
export type EngineContainer = ReturnType<ContainerRuntimeClient['container']['getById']>

/** A process that was started inside a container. */
export type EngineExec = Awaited<ReturnType<EngineContainer['exec']>>

/** The engine that Testcontainers finds. Rejects with `ERR_NO_CONTAINER_RUNTIME` when there is none. */
export async function containerRuntime(): Promise<ContainerRuntimeClient> {
  try {
    return await getContainerRuntimeClient()
  } catch (cause) {
    throw new SimulatorError(
      'ERR_NO_CONTAINER_RUNTIME',
      'a container engine that answers is needed, found none: start Docker, or point DOCKER_HOST to it',
      { cause },
    )
  }
}

/** What the engine said, without the code of its answer, on one line. */
export function engineMessage(error: unknown): string {
  const { message } = error as Error
  return message
    .replace(/^\(HTTP code \d+\) [^-]*- /, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
