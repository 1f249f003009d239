import { SpawnError, type SpawnOptions } from '@sim/process'
import { accessSync, closeSync, constants, openSync, readSync } from 'node:fs'
import { resolve } from 'node:path'
import { platform } from 'node:process'

/** What the kernel of Linux executes: ELF, and scripts that say in their first line who reads them. */
const beginnings = ['\x7fELF', '#!']

/**
 * Throws `ERR_SPAWN` with `ENOEXEC` for a file that the kernel does not execute.
 *
 * Node starts programs by `execvp`, which has a shell read what the kernel turns away; Lambda does not. What may not be executed
 * or read is left to the kernel.
 */
export function refuseUnlessProgram(options: SpawnOptions): void {
  const { command, cwd = '' } = options
  if (platform !== 'linux' || !command.includes('/')) return
  const beginning = beginningOf(resolve(cwd, command))
  if (beginning === undefined || beginnings.some((one) => beginning.startsWith(one))) return
  throw new SpawnError(
    options,
    Object.assign(new Error(`spawn ${command} ENOEXEC`), { code: 'ENOEXEC' }),
  )
}

/** The first four bytes; `undefined` of what is no file that may be executed and read. */
function beginningOf(path: string): string | undefined {
  const bytes = Buffer.alloc(4)
  try {
    accessSync(path, constants.X_OK)
    const file = openSync(path, 'r')
    try {
      readSync(file, bytes)
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
  return bytes.toString('latin1')
}
