import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import { firstDescriptor } from './child-output.ts'
import type { SpawnOptions } from './spawn-options.ts'

/** What a start in a control group is made of. */
export const preludePrograms: readonly string[] = ['/bin/sh', '/usr/bin/env']

/**
 * On this descriptor, the first one behind those of the command, the shell says that it has entered the group. It is closed
 * before the command is executed.
 */
export const enteredOn = ({ descriptors = [] }: Pick<SpawnOptions, 'descriptors'>): number =>
  firstDescriptor + descriptors.length

/**
 * It becomes a member before it becomes the command, so no descendant of the command is ever outside. Where it
 * cannot enter, because the group was removed, it ends.
 */
const script = (reportOn: number): string =>
  `[ -e "$1/cgroup.procs" ] && { echo 0 > "$1/cgroup.procs"; } 2>/dev/null || exit 1; echo in >&${reportOn}; ` +
  `exec ${reportOn}>&-; shift; exec /usr/bin/env -i -- "$@"`

/**
 * What to start instead, so that it becomes a member of the group and then the command, under the same pid.
 *
 * The environment goes by `env`, since shells add entries of their own and drop some; while it does, for about
 * a millisecond, it stands in the command line, which other users of the machine can read.
 */
export function prelude(
  cgroup: string,
  options: Pick<SpawnOptions, 'command' | 'args' | 'descriptors'>,
  env: NodeJS.ProcessEnv,
): { readonly command: string; readonly args: readonly string[] } {
  const { command, args = [] } = options
  const entries = Object.keys(env).flatMap((name) => {
    const value = env[name]
    return value === undefined ? [] : [`${name}=${value}`]
  })
  return {
    command: '/bin/sh',
    args: ['-c', script(enteredOn(options)), 'sh', cgroup, ...entries, command, ...args],
  }
}

/**
 * Throws what starting the command would fail with, since the shell has no way to tell: `ENOENT` if it, its
 * interpreter or the working directory is not there, `EACCES` if it may not be executed, and `EINVAL` for a name
 * that `env` would take for an entry.
 */
export function assertExecutable(options: Pick<SpawnOptions, 'command' | 'cwd' | 'env'>): void {
  const { command, cwd = process.cwd(), env } = options
  if (command.includes('=')) throw failure(command, 'EINVAL')
  const verdicts = isFolder(cwd)
    ? foldersOf(command, env).map((folder) => judge(resolve(cwd, folder, command), cwd))
    : []
  if (verdicts.includes('executable')) return
  throw failure(command, verdicts.includes('EACCES') ? 'EACCES' : 'ENOENT')
}

const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

function foldersOf(command: string, env: SpawnOptions['env']): readonly string[] {
  if (command === '') return []
  return command.includes('/') ? [''] : (env['PATH'] ?? '/bin:/usr/bin').split(':')
}

function judge(path: string, cwd: string): 'executable' | 'EACCES' | 'ENOENT' {
  try {
    if (!statSync(path).isFile()) return 'EACCES'
    accessSync(path, constants.X_OK)
    accessSync(resolve(cwd, interpreterOf(path) ?? path), constants.X_OK)
    return 'executable'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'EACCES' : 'ENOENT'
  }
}

function interpreterOf(path: string): string | undefined {
  const start = Buffer.alloc(256)
  try {
    const file = openSync(path, 'r')
    readSync(file, start)
    closeSync(file)
  } catch {
    // Who may execute a program need not be able to read it.
  }
  return /^#![ \t]*(\S+)/.exec(start.toString('latin1'))?.[1]
}

const failure = (command: string, code: string): Error =>
  Object.assign(new Error(`spawn ${command} ${code}`), {
    code,
    syscall: `spawn ${command}`,
    path: command,
  })
