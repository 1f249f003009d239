import { SimulatorError } from '@sim/core'
import { realpath, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { GuestModule } from './guest-module.ts'
import { bytesOf, utf8 } from './message-data.ts'
import type { RunnerTask } from './runner-protocol.ts'
import type { WasmGrant, WasmOptions } from './wasm-options.ts'

/** What a runner is to do. Rejects with `ERR_INVALID_OPTIONS`. */
export async function runnerTask(
  host: { readonly name: string; readonly pid: string },
  guest: GuestModule,
  options: WasmOptions,
): Promise<RunnerTask> {
  const { entry = '_start', argv0, args = [], env = {}, stdin, limits = {} } = options
  return {
    entry,
    args: argv0 === undefined ? args : [argv0, ...args],
    env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    grants: await grantsOf(host.name, options),
    stdin: typeof stdin === 'string' ? utf8(stdin) : bytesOf(stdin),
    isInputOpen: options.messages === 'stdin',
    isOutputHeard: options.onOutput !== undefined,
    outputBytes: limits.outputBytes,
    memories: guest.memories,
    pid: host.pid,
  }
}

/** Throws `ERR_INVALID_OPTIONS`. */
export function assertLimits(name: string, { limits = {} }: WasmOptions): void {
  for (const [limit, value] of Object.entries(limits)) {
    if (value === undefined || (typeof value === 'number' && value >= 0)) continue
    throw invalid(`limits.${limit} of ${name} must be a number of at least 0, got ${String(value)}`)
  }
}

async function grantsOf(name: string, { grants = {} }: WasmOptions): Promise<RunnerTask['grants']> {
  return Promise.all(
    Object.entries(grants).map(async ([guestPath, grant]) => {
      const { path, writable = false } = isPath(grant) ? { path: grant } : grant
      const root = await directory(typeof path === 'string' ? path : fileURLToPath(path))
      if (root !== undefined) return { name: guestPath, root, isWritable: writable }
      throw invalid(`grants['${guestPath}'] of ${name} must be a directory, got ${String(path)}`)
    }),
  )
}

function isPath(grant: string | URL | WasmGrant): grant is string | URL {
  return typeof grant === 'string' || 'href' in grant
}

async function directory(path: string): Promise<string | undefined> {
  try {
    const real = await realpath(path)
    return (await stat(real)).isDirectory() ? real : undefined
  } catch {
    return undefined
  }
}

function invalid(message: string): SimulatorError {
  return new SimulatorError('ERR_INVALID_OPTIONS', message)
}
