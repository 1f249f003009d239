import { SimulatorError } from '@sim/core'
import type { ImageName } from 'testcontainers'
import { engineMessage, type ContainerRuntimeClient } from './container-runtime.ts'

/** What an image says of the program that it is for. */
export interface ImageFacts {
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  /** Its own variables, as `ENV` has set them. */
  readonly environment: Readonly<Record<string, string>>
}

/** Whether and how an image may be fetched. */
export interface ImageFetch {
  readonly mayPull: boolean
  readonly platform: string | undefined
}

/** Looks an image up, and fetches it if it is not there. Rejects with `ERR_IMAGE_UNAVAILABLE`. */
export async function imageFacts(
  { image }: ContainerRuntimeClient,
  name: ImageName,
  { mayPull, platform }: ImageFetch,
): Promise<ImageFacts> {
  try {
    if (mayPull) await image.pull(name, { force: false, platform })
    const { Config: config } = await image.inspect(name)
    return {
      entrypoint: words(config.Entrypoint),
      command: words(config.Cmd),
      environment: Object.fromEntries((config.Env ?? []).map(pair)),
    }
  } catch (cause) {
    const found = engineMessage(cause)
    throw new SimulatorError(
      'ERR_IMAGE_UNAVAILABLE',
      `the image ${name.string} is needed, and neither here nor to be pulled: ${found}; build it, or check its name and the registry`,
      { cause },
    )
  }
}

/** What is started instead of what an image says. */
export interface CommandChoice {
  /** The whole command. */
  readonly runtime: readonly string[] | undefined
  readonly entrypoint: readonly string[] | undefined
  readonly command: readonly string[] | undefined
  readonly handler: string | undefined
}

/**
 * The command that starts the runtime. As for any container an entrypoint of one's own does away with the image's
 * command; the handler is a command, since AWS's base images take it so.
 *
 * Throws `ERR_IMAGE_COMMAND` when there is nothing to start.
 */
export function runtimeCommand(
  image: string,
  facts: ImageFacts,
  choice: CommandChoice,
): readonly [string, ...string[]] {
  const { runtime, entrypoint, handler } = choice
  const inherited = entrypoint === undefined ? facts.command : []
  const command = choice.command ?? (handler === undefined ? inherited : [handler])
  const [program, ...args] = runtime ?? [...(entrypoint ?? facts.entrypoint), ...command]
  if (program !== undefined) return [program, ...args]
  throw new SimulatorError(
    'ERR_IMAGE_COMMAND',
    `an ENTRYPOINT or a CMD is needed to start the runtime, found none in the image ${image}: use withRuntime`,
  )
}

/** An engine may say a word where it means a list of one. */
function words(value: string | string[] | null | undefined): readonly string[] {
  return typeof value === 'string' ? [value] : (value ?? [])
}

function pair(variable: string): [string, string] {
  const at = variable.indexOf('=')
  return [variable.slice(0, at), variable.slice(at + 1)]
}
