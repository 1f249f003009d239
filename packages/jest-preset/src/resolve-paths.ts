import type { SimulatorOptions } from '@sim/simulator'
import { resolve } from 'node:path'

interface Program {
  readonly command?: string | undefined
  readonly cwd?: string | undefined
}

/** The options with their relative paths taken from a folder. A command without a slash stays a name. */
export function resolvePaths(options: SimulatorOptions, folder: string): SimulatorOptions {
  const { functionDirectory, runtime, extensions } = options
  return {
    ...options,
    ...(functionDirectory && { functionDirectory: resolve(folder, functionDirectory) }),
    ...(runtime && { runtime: program(runtime, folder) }),
    ...(extensions && { extensions: extensions.map((extension) => program(extension, folder)) }),
  }
}

function program<P extends Program>(given: P, folder: string): P {
  const { command, cwd } = given
  return {
    ...given,
    ...(command?.includes('/') && { command: resolve(folder, command) }),
    ...(cwd && { cwd: resolve(folder, cwd) }),
  }
}
