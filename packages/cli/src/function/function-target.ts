import type { SimulatorOptions } from '@sim/simulator'
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { basename, dirname, extname, resolve } from 'node:path'
import { usageError } from '../usage-error.ts'

/** What the help says of the operand. */
export const targetOperands = [
  ['DIR', 'a folder with a Node handler, or with an executable named bootstrap'],
  ['BOOTSTRAP', 'an executable that is a runtime itself'],
] as const

const wanted = 'DIR|BOOTSTRAP must be a folder or an executable file'

/** What the operand means to the simulator. Rejects with `ERR_USAGE` if nothing can be run there. */
export async function functionTarget(
  operand: string,
  cwd: string,
): Promise<Pick<SimulatorOptions, 'functionDirectory' | 'runtime'>> {
  const path = resolve(cwd, operand)
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw usageError(`${wanted}, found nothing at ${path}`)
  if (found.isDirectory()) return { functionDirectory: path }
  if (await isExecutable(path)) {
    return { functionDirectory: dirname(path), runtime: { command: path } }
  }
  throw usageError(`${wanted}, found ${path}, which is not executable${hint(operand)}`)
}

/** Whether a file may be executed. */
export async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}

function hint(operand: string): string {
  const extension = extname(operand)
  if (!/^\.[mc]?js$/.test(extension)) return ''
  const handler = `${basename(operand, extension)}.handler`
  return `; for a Node handler: ${dirname(operand)} --handler ${handler}`
}
