import { SimulatorError } from '@sim/core'
import { statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { execPath } from 'node:process'
import { nodeBootstrap } from '../node-bootstrap.ts'
import type { Settings } from '../options.ts'

/** What to start, under which name. */
export interface Program {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string | undefined
  /** Its own variables, over the function's. */
  readonly environment: Readonly<Record<string, string>>
}

/**
 * The runtime to start: what `runtime` says, else the `bootstrap` of the function's directory, else our
 * bootstrap for Node handlers. `undefined`: someone else starts the runtime.
 *
 * Throws `ERR_FUNCTION_DIRECTORY` if the directory is not there.
 */
export function runtimeProgram(settings: Settings): Program | undefined {
  const directory = settings.functionDirectory && resolve(settings.functionDirectory)
  if (directory !== undefined) refuseUnlessDirectory(directory)
  if (settings.runtime !== undefined) {
    return { name: 'runtime', ...settings.runtime, cwd: settings.runtime.cwd ?? directory }
  }
  if (directory === undefined) return undefined
  const bootstrap = join(directory, 'bootstrap')
  const own = { name: 'runtime', cwd: directory, environment: {} }
  // One that may not be executed is tried all the same: what comes of it is an error of the function's.
  return statSync(bootstrap, { throwIfNoEntry: false })?.isFile()
    ? { ...own, command: bootstrap, args: [] }
    : { ...own, command: execPath, args: [nodeBootstrap] }
}

/** An external extension: its name, and its program unless someone else starts it. */
export interface ExtensionProgram {
  readonly name: string
  readonly program: Program | undefined
}

/** The external extensions in the order in which they start. Throws `ERR_INVALID_OPTIONS` for a name twice. */
export function extensionPrograms(settings: Settings): readonly ExtensionProgram[] {
  const extensions = settings.extensions.map(({ name: given, command, ...rest }) => {
    const name = given ?? (command === undefined ? '' : basename(command))
    const program = command === undefined ? undefined : { name, command, ...rest, cwd: rest.cwd }
    return { name, program }
  })
  const names = extensions.map(({ name }) => name)
  const wrong = names.find((name, index) => name === '' || names.indexOf(name) !== index)
  if (wrong === undefined) return extensions
  throw new SimulatorError(
    'ERR_INVALID_OPTIONS',
    wrong === ''
      ? 'an extension needs a name or a command, found neither'
      : `each extension needs a name of its own, found ${JSON.stringify(wrong)} twice`,
  )
}

function refuseUnlessDirectory(directory: string): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return
  throw new SimulatorError(
    'ERR_FUNCTION_DIRECTORY',
    `functionDirectory must be a directory, found none at ${directory}`,
  )
}
