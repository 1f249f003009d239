import { SimulatorError } from '@sim/core'
import { existsSync } from 'node:fs'

/** A process could not be started; nothing of it exists. `code` is `ERR_SPAWN`, `cause` says why. */
export class SpawnError extends SimulatorError<'ERR_SPAWN'> {
  /** The name that the process would have had. */
  readonly processName: string
  readonly command: string
  /** The working directory that was asked for; `undefined` is the host's own. */
  readonly cwd: string | undefined
  /** What the operating system answered, such as `ENOENT` or `EACCES`. */
  readonly errno: string | undefined

  constructor(
    what: { readonly name: string; readonly command: string; readonly cwd?: string | undefined },
    cause: unknown,
  ) {
    const { name, command, cwd } = what
    const { code, message } = cause as NodeJS.ErrnoException
    super('ERR_SPAWN', `cannot spawn ${name}: ${command} in ${describeCwd(cwd)}: ${message}`, {
      cause,
    })
    this.processName = name
    this.command = command
    this.cwd = cwd
    this.errno = code
  }
}

// The kernel says ENOENT for a missing directory too, and Node then blames the command.
function describeCwd(cwd: string | undefined): string {
  if (cwd === undefined) return "the host's working directory"
  return existsSync(cwd) ? cwd : `${cwd}, which does not exist`
}
