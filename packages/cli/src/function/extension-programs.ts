import type { SimulatorOptions } from '@sim/simulator'
import { readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { usageError } from '../usage-error.ts'
import { isExecutable } from './function-target.ts'

type Extensions = NonNullable<SimulatorOptions['extensions']>

/** As many as Lambda starts. Documented: "Extensions API". */
const most = 10

/**
 * The extensions that `--extension` names: executables, or folders of them such as a layer's `extensions`.
 *
 * Rejects with `ERR_USAGE` for what cannot be started, for two of one name, and for too many.
 */
export async function extensionPrograms(
  paths: readonly string[],
  cwd: string,
): Promise<Extensions> {
  const files = await Promise.all(paths.map((path) => executables(resolve(cwd, path))))
  const commands = files.flat()
  const names = commands.map((command) => basename(command))
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) {
    throw usageError(`--extension must name files that differ in their names, found ${twice} twice`)
  }
  if (commands.length > most) {
    throw usageError(
      `--extension may name ${most} programs at the most, found ${commands.length}: ${names.join(', ')}`,
    )
  }
  return commands.map((command) => ({ command }))
}

async function executables(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory() === true) {
    const entries = await readdir(path, { withFileTypes: true })
    const files = entries
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => join(path, name))
    return (await Promise.all(files.toSorted().map(executables))).flat()
  }
  if (found !== undefined && (await isExecutable(path))) return [path]
  throw usageError(
    `--extension must be an executable file, or a folder of them, found ${
      found === undefined ? `nothing at ${path}` : `${path}, which is not executable`
    }`,
  )
}
