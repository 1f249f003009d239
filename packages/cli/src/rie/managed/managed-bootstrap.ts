import { bootstrap, type Bootstrap } from '../bootstrap.ts'

/** Where a bootstrap is looked for when none is named, in this order. Core: `rapid/handlers.go` of the managed core. */
export const managedBootstrapPlaces = [
  '/var/runtime/bootstrap',
  '/var/task/bootstrap',
  '/opt/bootstrap',
] as const

/**
 * The runtime's program: what the user named, else what is found.
 *
 * The emulator passes over a bootstrap that is named. Here it is started: whoever names one wants it. Chosen.
 */
export function managedBootstrap(named: readonly string[], cwd: string): Bootstrap {
  return bootstrap(named, cwd, undefined, managedBootstrapPlaces)
}
