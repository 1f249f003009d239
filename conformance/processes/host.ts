import type { OsOptions } from '@sim/process'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'

/** A program of `hosts/`, which has processes of its own: whatever becomes of it, the test lives. */
export function host(name: string, options: Partial<OsOptions> = {}): OsOptions {
  const path = fileURLToPath(new URL(`./hosts/${name}.mjs`, import.meta.url))
  return { command: execPath, args: ['--conditions=@sim/source', path], env: {}, ...options }
}
