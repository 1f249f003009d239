import { invalidOptions, SimulatorError } from '@sim/core'
import { SimulatorOptions } from '@sim/simulator'
import { existsSync, statSync, type Stats } from 'node:fs'
import { resolve } from 'node:path'

/** What a simulator takes, without what the container brings along, or what a method of its own says. */
export type LambdaContainerOptions = Omit<
  SimulatorOptions,
  'functionDirectory' | 'runtime' | 'extensions' | 'handler'
>

const Options = SimulatorOptions.omit({
  functionDirectory: true,
  runtime: true,
  extensions: true,
  handler: true,
})

/** Throws `ERR_INVALID_OPTIONS`, which names each fault. */
export function checkOptions(options: LambdaContainerOptions): LambdaContainerOptions {
  const { error } = Options.safeParse(options)
  if (error === undefined) return options
  throw invalidOptions('the options of a container', options, error.issues)
}

/** Throws `ERR_INVALID_OPTIONS` for what is no text, or an empty one. */
export function checkText(what: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw invalid(
    `${what} must be a text that is not empty, found ${JSON.stringify(value) ?? String(value)}`,
  )
}

/** Throws `ERR_INVALID_OPTIONS` for what is no list of words, or an empty one. */
export function checkCommand(what: string, command: unknown): string[] {
  const isList = Array.isArray(command) && command.every((word) => typeof word === 'string')
  if (isList && command.length > 0 && command[0] !== '') return [...command]
  throw invalid(
    `${what} must be a program and its arguments, found ${JSON.stringify(command) ?? String(command)}`,
  )
}

/** A path on this machine, made absolute. Throws `ERR_INVALID_OPTIONS` when there is nothing, or not what is meant. */
export function checkPath(
  what: string,
  path: unknown,
  kind: 'directory' | 'file or directory',
): { readonly path: string; readonly isDirectory: boolean } {
  const absolute = resolve(checkText(what, path))
  const stats: Stats | undefined = existsSync(absolute) ? statSync(absolute) : undefined
  const isDirectory = stats?.isDirectory() ?? false
  if (isDirectory || (kind === 'file or directory' && stats?.isFile())) {
    return { path: absolute, isDirectory }
  }
  throw invalid(
    `${what} must be a ${kind}, found ${stats ? 'something else' : 'nothing'} at ${absolute}`,
  )
}

function invalid(message: string): SimulatorError {
  return new SimulatorError('ERR_INVALID_OPTIONS', message)
}
