import { SimulatorError } from '@sim/core'
import { readFile } from 'node:fs/promises'
import { engine, isCompiled, type CompiledModule, type ModuleItem } from './engine.ts'
import { bytesOf } from './message-data.ts'
import { memoriesOf, withMemories, type MemoryLimits } from './module-memories.ts'
import type { ImportedMemory } from './runner-protocol.ts'
import { WasmLimitError } from './wasm-limit-error.ts'
import type { WasmOptions, WasmSource } from './wasm-options.ts'

/** A module that can be run: compiled, checked, and within its limit of memory. */
export interface GuestModule {
  readonly module: CompiledModule
  /** What it was compiled from; `undefined` if it came compiled. */
  readonly bytes: Uint8Array | undefined
  /** Those that it imports, which are made with these limits. */
  readonly memories: readonly ImportedMemory[]
  /** Whether it can take messages through its imports. */
  readonly receives: boolean
}

const pageBytes = 65_536

/**
 * Reads and compiles a module.
 *
 * Rejects with `ERR_WASM_MODULE` if there is none, `ERR_WASM_EXPORT` if it has no such entry, `ERR_WASM_BYTES` if a
 * compiled one cannot be run as was asked, and `ERR_WASM_LIMIT` if it starts with more memory than it may have.
 */
export async function loadGuestModule(
  name: string,
  source: WasmSource,
  options: WasmOptions,
): Promise<GuestModule> {
  const guest = isCompiled(source)
    ? takeCompiled(name, source as CompiledModule, options)
    : await compile(name, await read(name, source), options)
  const { entry = '_start' } = options
  const exports = engine().Module.exports(guest.module)
  if (exports.some((one) => one.name === entry && one.kind === 'function')) return guest
  throw noEntry(name, entry, exports)
}

async function read(name: string, source: WasmSource) {
  try {
    return bytesOf(source) ?? (await readFile(source as URL | string))
  } catch (cause) {
    const why = (cause as Error).message
    throw new SimulatorError('ERR_WASM_MODULE', `cannot read the module of ${name}: ${why}`, {
      cause,
    })
  }
}

async function compile(
  name: string,
  bytes: Uint8Array,
  options: WasmOptions,
): Promise<GuestModule> {
  const module = await compileBytes(name, bytes)
  const { limits: { memoryBytes } = {} } = options
  const { imported, own } = memoriesOf(bytes)
  if (memoryBytes === undefined) return { module, bytes, memories: imported, ...traits(module) }
  if (imported.length + own.length > 1) {
    throw new SimulatorError(
      'ERR_WASM_MODULE',
      `${name} has ${imported.length + own.length} memories: limits.memoryBytes needs a module with one at the most`,
    )
  }
  const memories = imported.map((memory) => bounded(name, memory, options))
  if (own.length === 0) return { module, bytes, memories, ...traits(module) }
  const limited = withMemories(
    bytes,
    own.map((memory) => bounded(name, memory, options)),
  )
  const rewritten = await compileBytes(name, limited)
  return { module: rewritten, bytes: limited, memories, ...traits(rewritten) }
}

async function compileBytes(name: string, bytes: Uint8Array): Promise<CompiledModule> {
  try {
    return await engine().compile(bytes)
  } catch (cause) {
    const why = (cause as Error).message
    throw new SimulatorError('ERR_WASM_MODULE', `${name} is no module of WebAssembly: ${why}`, {
      cause,
    })
  }
}

function bounded<M extends Pick<MemoryLimits, 'initial' | 'maximum'>>(
  name: string,
  memory: M,
  { limits = {} }: WasmOptions,
): M {
  const most = Math.floor((limits.memoryBytes as number) / pageBytes)
  if (memory.initial > most) throw new WasmLimitError(name, 'memoryBytes', limits)
  return { ...memory, maximum: Math.min(memory.maximum ?? Infinity, most) }
}

/** What is compiled neither says how large its memory may be, nor can be sent to another process. */
function takeCompiled(name: string, module: CompiledModule, options: WasmOptions): GuestModule {
  const { limits = {}, isolation } = options
  const exportsMemory = engine()
    .Module.exports(module)
    .some(({ kind }) => kind === 'memory')
  const importsMemory = engine()
    .Module.imports(module)
    .some(({ kind }) => kind === 'memory')
  const reasons = [
    isolation === 'process' && "isolation: 'process'",
    limits.memoryBytes !== undefined && exportsMemory && 'limits.memoryBytes',
    importsMemory && 'a memory that is imported',
  ].filter((reason) => reason !== false)
  if (reasons.length === 0) return { module, bytes: undefined, memories: [], ...traits(module) }
  throw new SimulatorError(
    'ERR_WASM_BYTES',
    `${name} came as a compiled module: ${reasons.join(', ')} needs its bytes, or where they are read from`,
  )
}

function traits(module: CompiledModule): Pick<GuestModule, 'receives'> {
  const imports = engine().Module.imports(module)
  return {
    receives: imports.some((one) => one.module === 'sim_process' && one.name === 'receive'),
  }
}

function noEntry(name: string, entry: string, exports: readonly ModuleItem[]): SimulatorError {
  const functions = exports.filter(({ kind }) => kind === 'function').map((one) => `'${one.name}'`)
  return new SimulatorError(
    'ERR_WASM_EXPORT',
    `${name} exports no function '${entry}', only ${functions.join(', ') || 'none at all'}`,
  )
}
