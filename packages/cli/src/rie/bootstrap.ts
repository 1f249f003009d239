import { statSync } from 'node:fs'

/** The program that is the runtime, and where it starts. */
export interface Bootstrap {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  /** The last of several arguments: `_HANDLER`, unless a variable says otherwise. */
  readonly handler: string | undefined
  /** None of the usual places has one; the first of them is tried all the same. */
  readonly missing: boolean
}

/** Where a bootstrap is looked for when none is named, in this order. Core: `rie/run.go`. */
export const bootstrapPlaces = [
  '/var/task/bootstrap',
  '/opt/bootstrap',
  '/var/runtime/bootstrap',
] as const

/**
 * The runtime's program: what the user named, started in `cwd`, else what is found, started in `/var/task`.
 *
 * Core: `rie/run.go`; a missing one fails the first invocation, not the start.
 */
export function bootstrap(
  named: readonly string[],
  cwd: string,
  isFile: (path: string) => boolean = isOrdinaryFile,
  places: readonly [string, ...string[]] = bootstrapPlaces,
): Bootstrap {
  const [command, ...args] = named
  if (command !== undefined) return { command, args, cwd, handler: args.at(-1), missing: false }
  const found = places.find((place) => isFile(place))
  return {
    command: found ?? places[0],
    args: [],
    cwd: '/var/task',
    handler: undefined,
    missing: found === undefined,
  }
}

function isOrdinaryFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false
}
